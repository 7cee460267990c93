/* Wine 8 has no bcryptprimitives.dll, from which programs written in Rust (python-calamine) take random bytes.
   Its one function is the older RtlGenRandom under a new name, so the library holds nothing but a forward. */
__asm__(".section .drectve\n\t.ascii \" -export:ProcessPrng=advapi32.SystemFunction036\"\n");

"""Ed25519 signatures of the code of a sealed copy: pairs of keys in PEM files, signing, checking.

Needs the extra ``sign`` (cryptography).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import TYPE_CHECKING

from xltool.errors import ProgramError, WorkbookError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

#: Before the code in what is signed: a signature of this program's is good for nothing else.
_PURPOSE = b"xltool-seal-1\n"


def require() -> None:
    """Raise ProgramError where the package is missing."""
    try:
        import cryptography  # noqa: F401 (only whether it is there)
    except ImportError as error:
        raise ProgramError(
            "签名要用 cryptography，还没有安装：请运行 pip install 'xltool[sign]' 再试。"
        ) from error


def new_pair(passphrase: bytes | None) -> tuple[bytes, bytes]:
    """A new pair as PEM: the private key, encrypted where there is a passphrase, and the public one."""
    require()
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.generate()
    how = serialization.BestAvailableEncryption(passphrase) if passphrase else serialization.NoEncryption()
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, how)
    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return private, public


def is_encrypted(pem: bytes) -> bool:
    """Whether a private key asks for its passphrase."""
    return b"ENCRYPTED" in pem


def private_key(pem: bytes, passphrase: bytes | None, title: str) -> Ed25519PrivateKey:
    """The private key in a PEM file. Raises WorkbookError where it is none, or the passphrase is wrong."""
    require()
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key(pem, passphrase)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        what = "口令不对，或者" if is_encrypted(pem) else ""
        raise WorkbookError(
            f"密钥文件“{title}”读不出来：{what}不是 xltool keygen 生成的私钥文件，请核对。"
        ) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise WorkbookError(f"密钥文件“{title}”不是 Ed25519 私钥：请用 xltool keygen 生成一对。")
    return key


def public_key(pem: bytes, title: str) -> bytes:
    """The public key in a PEM file as its 32 bytes. Raises WorkbookError where it is none."""
    require()
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    if b"PRIVATE KEY" in pem:
        raise WorkbookError(f"“{title}”是私钥，不能给别人，也不能用来核对：请改用公钥文件（.公钥.pem）。")
    try:
        key = load_pem_public_key(pem)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise WorkbookError(
            f"公钥文件“{title}”读不出来：请核对是不是 xltool keygen 生成的公钥文件。"
        ) from error
    if not isinstance(key, Ed25519PublicKey):
        raise WorkbookError(f"“{title}”不是 Ed25519 公钥：请向签名的人要 xltool keygen 生成的公钥文件。")
    return key.public_bytes_raw()


def signed(key: Ed25519PrivateKey, code: str) -> tuple[str, str]:
    """Signature of a code and the public key, both as base64."""
    signature = key.sign(_PURPOSE + code.encode())
    return base64.b64encode(signature).decode(), base64.b64encode(
        key.public_key().public_bytes_raw()
    ).decode()


def holds(signature: str, code: str, key: bytes) -> bool:
    """Whether a signature (base64) is that of this code by the owner of this public key."""
    require()
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        public: Ed25519PublicKey = Ed25519PublicKey.from_public_bytes(key)
        public.verify(base64.b64decode(signature, validate=True), _PURPOSE + code.encode())
    except (InvalidSignature, ValueError, binascii.Error):
        return False
    return True


def decoded_key(key: str) -> bytes:
    """The bytes of a public key in base64; empty where it is none."""
    try:
        return base64.b64decode("".join(key.split()), validate=True)
    except (ValueError, binascii.Error):
        return b""


def key_fingerprint(key: bytes) -> str:
    """The beginning of the SHA-256 of a public key, to be read out on the telephone."""
    digits = hashlib.sha256(key).hexdigest()[:32]
    return " ".join(digits[start : start + 8] for start in range(0, 32, 8))

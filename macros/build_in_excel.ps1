# Compiles named files of xltool in a real Excel, with the macros as they stand in this folder, for IT to sign.
#
# Why: the add-ins and the workbook with macros hold VBA as source alone; Excel compiles it when it opens them. Some
# scanners take a project without compiled code for a known trick of malware ("VBA purging"), and policies may ask for
# macros that are signed by the office itself. Both are met by a project that Excel has compiled and saved and IT has
# signed.
#
# Why PowerShell and not VBScript: Windows is removing VBScript; a .ps1 can be signed and allowed by policy
# (AllSigned) like any other script, and its text is all there is to it. It downloads nothing, writes nothing but
# copies under -Target, and changes no setting. It opens the files that are named and no others, so a folder with
# other people's macros in it, such as XLSTART, is none of its business.
#
# Before: in Excel, File > Options > Trust Center > Macro Settings, tick "Trust access to the VBA project object
# model"; untick it afterwards. Close Excel. Then, for example (xltool-functions.xlam is where "xltool install" has
# assembled it; modules that are not in this folder, as all of its, are compiled as they are):
#
#   powershell -NoProfile -ExecutionPolicy Bypass -Command "& .\macros\build_in_excel.ps1 -Target C:\signed
#     -Files .\templates\xltool.xlam, $env:APPDATA\Microsoft\Excel\XLSTART\xltool-functions.xlam"     (on one line)
#
# After: open each built file, Alt+F11, Tools > Digital Signature, choose the certificate, save. Or, with the
# Office SIPs installed:  signtool sign /fd SHA256 /n "name of the certificate" C:\signed\xltool.xlam
#
# HONESTLY: this script could be checked by reading only; the project's own tests have no Excel.

param(
    [Parameter(Mandatory = $true)] [string[]] $Files,
    [Parameter(Mandatory = $true)] [string] $Target,
    [string] $Macros = $PSScriptRoot
)

Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'

$DisableMacros = 3            # msoAutomationSecurityForceDisable: nothing of the opened files runs
$StandardModule = 1           # vbext_ct_StdModule
$CompileCommand = 578         # Debug > Compile of the VBA editor
$Formats = @{ '.xlam' = 55; '.xlsm' = 52 }    # xlOpenXMLAddIn, xlOpenXMLWorkbookMacroEnabled
$ModuleNames = '^Xt[A-Z]'     # standard modules of xltool; no file without one is touched

# VBA imports text files whose lines end in CR LF; a checkout may have LF.
function Copy-WithWindowsLineEnds([string] $Source, [string] $Folder) {
    $text = [IO.File]::ReadAllText($Source) -replace "`r`n|`r|`n", "`r`n"
    $copy = Join-Path $Folder (Split-Path $Source -Leaf)
    [IO.File]::WriteAllText($copy, $text, [Text.Encoding]::ASCII)
    return $copy
}

# The standard modules of a project; stops where it is not one of xltool's.
function Get-OwnModules($Project, [string] $Name) {
    $modules = @($Project.VBComponents | Where-Object { $_.Type -eq $StandardModule })
    if (-not ($modules | Where-Object { $_.Name -cmatch $ModuleNames })) { throw "$Name is not a file of xltool." }
    return $modules
}

# Puts the text of this folder in the place of each module that has one here.
function Update-Module($Project, $Module, [string] $Folder) {
    $source = Join-Path $Macros "$($Module.Name).bas"
    if (-not (Test-Path -LiteralPath $source)) { return }
    $Project.VBComponents.Remove($Module)
    [void] $Project.VBComponents.Import((Copy-WithWindowsLineEnds $source $Folder))
}

# Compiles what the editor shows; the command is disabled when there is nothing left to compile.
function Invoke-Compile($Excel, $Project) {
    $Excel.VBE.ActiveVBProject = $Project
    $command = $Excel.VBE.CommandBars.FindControl(1, $CompileCommand)
    if ($command.Enabled) { $command.Execute() }
    if ($command.Enabled) { throw "$($Project.Name) does not compile; open it in the VBA editor to see why." }
}

foreach ($name in $Files) {
    if (-not (Test-Path -LiteralPath $name -PathType Leaf)) { throw "There is no file $name." }
    if (-not $Formats.ContainsKey([IO.Path]::GetExtension($name))) { throw "$name is neither .xlam nor .xlsm." }
}
$work = Join-Path ([IO.Path]::GetTempPath()) ('xltool-' + [Guid]::NewGuid())
[void] (New-Item -ItemType Directory -Path $work)
[void] (New-Item -ItemType Directory -Path $Target -Force)
$excel = New-Object -ComObject Excel.Application
try {
    $excel.DisplayAlerts = $false
    $excel.AutomationSecurity = $DisableMacros
    foreach ($file in Get-Item -LiteralPath $Files) {
        $built = Join-Path (Resolve-Path -LiteralPath $Target) $file.Name
        if ($built -eq $file.FullName) { throw "$built would be overwritten; choose another -Target." }
        $book = $excel.Workbooks.Open($file.FullName)
        foreach ($module in Get-OwnModules $book.VBProject $file.Name) { Update-Module $book.VBProject $module $work }
        Invoke-Compile $excel $book.VBProject
        $book.SaveAs($built, $Formats[$file.Extension])
        $book.Close($false)
        Write-Output "built $built"
    }
}
finally {
    $excel.Quit()
    [void] [Runtime.InteropServices.Marshal]::ReleaseComObject($excel)
    Remove-Item -LiteralPath $work -Recurse
}

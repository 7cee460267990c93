# Builds xltool.xlam and the workbook with macros in a real Excel, from the text in this folder, for IT to sign.
#
# Why: the files in templates/ hold VBA as source alone; Excel compiles it when it opens them. Some scanners take a
# project without compiled code for a known trick of malware ("VBA purging"), and policies may ask for macros that
# are signed by the office itself. Both are met by a project that Excel has compiled and saved and IT has signed.
#
# Why PowerShell and not VBScript: Windows is removing VBScript; a .ps1 can be signed and allowed by policy
# (AllSigned) like any other script, and its text is all there is to it. It downloads nothing, writes nothing but
# the files under -Target, and changes no setting.
#
# Before: in Excel, File > Options > Trust Center > Macro Settings, tick "Trust access to the VBA project object
# model"; untick it afterwards. Close Excel. Then, in the folder of the checkout:
#
#   powershell -NoProfile -ExecutionPolicy Bypass -File macros\build_in_excel.ps1 -Target C:\signed
#
# After: open each built file, Alt+F11, Tools > Digital Signature, choose the certificate, save. Or, with the
# Office SIPs installed:  signtool sign /fd SHA256 /n "name of the certificate" C:\signed\xltool.xlam
#
# HONESTLY: this script could be checked by reading only; the project's own tests have no Excel.

param(
    [Parameter(Mandatory = $true)] [string] $Target,
    [string] $Macros = $PSScriptRoot,
    [string] $Templates = (Join-Path (Split-Path $PSScriptRoot) 'templates')
)

Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'

$DisableMacros = 3            # msoAutomationSecurityForceDisable: nothing of the opened files runs
$StandardModule = 1           # vbext_ct_StdModule
$CompileCommand = 578         # Debug > Compile of the VBA editor
$Formats = @{ '.xlam' = 55; '.xlsm' = 52 }    # xlOpenXMLAddIn, xlOpenXMLWorkbookMacroEnabled
$RibbonModule = 'XtRibbon'    # is the add-in's alone

# VBA imports text files whose lines end in CR LF; a checkout may have LF.
function Copy-WithWindowsLineEnds([string] $Source, [string] $Folder) {
    $text = [IO.File]::ReadAllText($Source) -replace "`r`n|`r|`n", "`r`n"
    $copy = Join-Path $Folder (Split-Path $Source -Leaf)
    [IO.File]::WriteAllText($copy, $text, [Text.Encoding]::ASCII)
    return $copy
}

# Takes every standard module out of the project and puts in those of the folder.
function Update-Project($Project, [string[]] $Sources) {
    foreach ($component in @($Project.VBComponents)) {
        if ($component.Type -eq $StandardModule) { $Project.VBComponents.Remove($component) }
    }
    foreach ($source in $Sources) { [void] $Project.VBComponents.Import($source) }
}

# Compiles what the editor shows; the command is disabled when there is nothing left to compile.
function Invoke-Compile($Excel, $Project) {
    $Excel.VBE.ActiveVBProject = $Project
    $command = $Excel.VBE.CommandBars.FindControl(1, $CompileCommand)
    if ($command.Enabled) { $command.Execute() }
    if ($command.Enabled) { throw "$($Project.Name) does not compile; open it in the VBA editor to see why." }
}

$work = Join-Path ([IO.Path]::GetTempPath()) ('xltool-' + [Guid]::NewGuid())
[void] (New-Item -ItemType Directory -Path $work)
[void] (New-Item -ItemType Directory -Path $Target -Force)
$excel = New-Object -ComObject Excel.Application
try {
    $excel.DisplayAlerts = $false
    $excel.AutomationSecurity = $DisableMacros
    $sources = @(Get-ChildItem -Path $Macros -Filter *.bas | ForEach-Object { Copy-WithWindowsLineEnds $_.FullName $work })
    foreach ($file in Get-ChildItem -Path $Templates | Where-Object { $Formats.ContainsKey($_.Extension) }) {
        $mine = @($sources | Where-Object { $file.Extension -eq '.xlam' -or $_ -notlike "*\$RibbonModule.bas" })
        $book = $excel.Workbooks.Open($file.FullName)
        Update-Project $book.VBProject $mine
        Invoke-Compile $excel $book.VBProject
        $built = Join-Path $Target $file.Name
        $book.SaveAs($built, $Formats[$file.Extension])
        $book.Close($false)
        Write-Output "built $built from $($mine.Count) modules"
    }
}
finally {
    $excel.Quit()
    [void] [Runtime.InteropServices.Marshal]::ReleaseComObject($excel)
    Remove-Item -Path $work -Recurse
}

Attribute VB_Name = "XtMessages"
' For IT: every Chinese text of the macros and the defined names they look for, as code points, since a VBA project
' has the code page of the machine that saves it. Made by "python -m templatebuild" from messages.toml, where the
' texts can be read; not edited by hand. May do: nothing but return these texts.
Option Explicit
Option Private Module

Public Function NameVersion() As String
    ' Defined name that every workbook of ours has: the version of the template.
    NameVersion = XtFromCodes("27169 26495 29256 26412")
End Function

Public Function NameNumbers() As String
    ' Defined name: numbers of the findings.
    NameNumbers = XtFromCodes("23457 26680 32467 26524 95 24207 21495")
End Function

Public Function NameTargets() As String
    ' Defined name: where each finding leads to.
    NameTargets = XtFromCodes("23457 26680 32467 26524 95 30446 26631")
End Function

Public Function NameSeverities() As String
    ' Defined name: severity of each finding.
    NameSeverities = XtFromCodes("23457 26680 32467 26524 95 32423 21035")
End Function

Public Function NameProblems() As String
    ' Defined name: what each finding says.
    NameProblems = XtFromCodes("23457 26680 32467 26524 95 38382 39064")
End Function

Public Function MsgTitle() As String
    ' Title of the message box.
    MsgTitle = XtFromCodes("32489 25928 33258 35780")
End Function

Public Function MsgNoWorkbook() As String
    ' No workbook is open (or it is in Protected View).
    MsgNoWorkbook = XtFromCodes("27809 26377 25171 24320 30340 24037 20316 31807 65306 35831 20808 25171 24320 " & _
        "35201 22635 25253 30340 32489 25928 33258 35780 34920 65292 20877 28857 25353 " & _
        "38062 65288 8220 21463 20445 25252 30340 35270 22270 8221 37324 30340 25991 " & _
        "20214 35201 20808 28857 8220 21551 29992 32534 36753 8221 65289 12290")
End Function

Public Function MsgNotOurs() As String
    ' The active workbook is not one of ours; a form of a bureau's own is annotated first.
    MsgNotOurs = XtFromCodes("24403 21069 24037 20316 31807 19981 26159 32489 25928 33258 35780 34920 65288 " & _
        "27809 26377 21517 31216 8220 27169 26495 29256 26412 8221 65289 65306 35831 " & _
        "20808 25171 24320 30001 27169 26495 26032 24314 30340 24037 20316 31807 65292 " & _
        "20877 28857 25353 38062 65307 36130 25919 23616 21457 30340 34920 26679 65292 " & _
        "20808 28857 8220 26631 27880 34920 26679 8221 12290")
End Function

Public Function MsgBadSheet() As String
    ' Refused: a sheet of this name would make somebody else's program run.
    MsgBadSheet = XtFromCodes("27809 26377 36816 34892 65306 24037 20316 31807 37324 26377 21517 20026 8220 123 " & _
        "125 8221 30340 24037 20316 34920 65292 20250 35753 21035 20154 30340 31243 24207 " & _
        "22312 26412 26426 36816 34892 65307 35831 19981 35201 20351 29992 36825 20010 " & _
        "25991 20214 65292 21478 35201 19968 20221 24178 20928 30340 24037 20316 31807 " & _
        "12290")
End Function

Public Function MsgBadName() As String
    ' Refused: a piece of the file name would be taken for something else when Python is started.
    MsgBadName = XtFromCodes("27809 26377 36816 34892 65306 24037 20316 31807 30340 25991 20214 21517 37324 " & _
        "26377 8220 123 125 8221 65292 21551 21160 31243 24207 26102 20250 34987 25442 " & _
        "25104 21035 30340 20869 23481 65307 35831 25226 25991 20214 25913 21517 20877 " & _
        "35797 12290")
End Function

Public Function MsgNotAButton() As String
    ' Refused: XtPress was called with a word that is no button's.
    MsgNotAButton = XtFromCodes("27809 26377 36816 34892 65306 28857 30340 19981 26159 32489 25928 33258 35780 " & _
        "30340 25353 38062 65292 21487 33021 26159 21035 20154 25918 36827 24037 20316 " & _
        "31807 30340 65307 35831 21482 29992 21151 33021 21306 8220 32489 25928 33258 " & _
        "35780 8221 25110 30001 27169 26495 24102 26469 30340 25353 38062 12290")
End Function

Public Function MsgNotInstalled() As String
    ' The add-in that starts Python is not open; says how to install it.
    MsgNotInstalled = XtFromCodes("27809 26377 25214 21040 35745 31639 31243 24207 65306 35831 20851 38381 32 69 " & _
        "120 99 101 108 65292 22312 21629 20196 34892 36816 34892 32 120 108 116 111 111 " & _
        "108 32 105 110 115 116 97 108 108 65292 20877 37325 26032 25171 24320 32 69 120 " & _
        "99 101 108 32 21644 24037 20316 31807 12290")
End Function

Public Function MsgPythonFailed() As String
    ' RunPython raised an error, or its macros are blocked.
    MsgPythonFailed = XtFromCodes("35745 31639 31243 24207 20986 38169 65288 123 125 65289 65306 35831 22312 21629 " & _
        "20196 34892 36816 34892 32 120 108 116 111 111 108 32 100 111 99 116 111 114 " & _
        "65292 25353 25552 31034 22788 29702 21518 20877 35797 12290")
End Function

Public Function MsgNoFindings() As String
    ' There are no findings; click Review first.
    MsgNoFindings = XtFromCodes("8220 23457 26680 32467 26524 8221 37324 27809 26377 20869 23481 65306 35831 " & _
        "20808 28857 8220 23457 26680 8221 12290")
End Function

Public Function MsgFinding() As String
    ' Status bar: number, how many, severity, what is wrong.
    MsgFinding = XtFromCodes("31532 32 123 49 125 47 123 50 125 32 26465 32 123 51 125 32 123 52 125")
End Function

Public Function MsgTargetGone() As String
    ' Status bar: the cell of this finding is gone; review again.
    MsgTargetGone = XtFromCodes("31532 32 123 49 125 47 123 50 125 32 26465 32 123 51 125 32 25152 25351 30340 " & _
        "21333 20803 26684 24050 32463 19981 22312 65292 35831 37325 26032 23457 26680 " & _
        "65306 123 52 125")
End Function

Public Function MsgTargetHidden() As String
    ' Status bar: the cell of this finding is hidden or filtered out; show it first.
    MsgTargetHidden = XtFromCodes("31532 32 123 49 125 47 123 50 125 32 26465 32 123 51 125 32 25152 25351 30340 " & _
        "21333 20803 26684 22312 38544 34255 30340 24037 20316 34920 12289 34892 25110 " & _
        "21015 37324 65292 35831 20808 21462 28040 38544 34255 25110 31579 36873 65306 " & _
        "123 52 125")
End Function

Public Function MsgSheetHidden() As String
    ' The sheet of findings is hidden.
    MsgSheetHidden = XtFromCodes("24037 20316 34920 8220 123 125 8221 26159 38544 34255 30340 65306 35831 21491 " & _
        "38190 28857 20219 24847 24037 20316 34920 26631 31614 65292 36873 8220 21462 " & _
        "28040 38544 34255 8221 65292 20877 28857 25353 38062 12290")
End Function

Public Function MsgCannotGo() As String
    ' Excel refused to go to a finding.
    MsgCannotGo = XtFromCodes("21040 19981 20102 36825 19968 26465 65306 35831 36864 20986 21333 20803 26684 " & _
        "32534 36753 65292 21462 28040 24037 20316 34920 30340 20445 25252 25110 38544 " & _
        "34255 65292 20877 28857 25353 38062 12290")
End Function

Public Function MsgFirstFinding() As String
    ' Status bar: this is the first finding.
    MsgFirstFinding = XtFromCodes("21069 38754 27809 26377 20102 65306 24050 32463 26159 31532 19968 26465 12290")
End Function

Public Function MsgLastFinding() As String
    ' Status bar: this is the last finding.
    MsgLastFinding = XtFromCodes("21518 38754 27809 26377 20102 65306 24050 32463 26159 26368 21518 19968 26465 " & _
        "12290")
End Function

' A text from the code points of its characters, in decimal and with blanks between them.
Private Function XtFromCodes(ByVal Codes As String) As String
    Dim Parts() As String
    Dim Index As Long
    Parts = Split(Codes, " ")
    For Index = 0 To UBound(Parts)
        Parts(Index) = ChrW(CLng(Parts(Index)))
    Next Index
    XtFromCodes = Join(Parts, "")
End Function

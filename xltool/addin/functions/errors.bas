
' From here on xltool's own.

' What other macros may call: xlwings' RunPython, which is XtRunPython here. A Sub, since a cell of any workbook can
' call a public Function: =RunPython("..."). And for the buttons' own command alone, since a shape of any workbook can
' call a Sub, with whatever argument its maker chose.
Public Sub RunPython(ByVal PythonCommand As String)
    If XtIsPress(PythonCommand) Then
        XtRunPython PythonCommand
    Else
        XtRefuse
    End If
End Sub

' True for: import xltool.addin.buttons as b; b.press('<a word>', 'book' or 'addin')
Private Function XtIsPress(ByVal PythonCommand As String) As Boolean
    Dim Parts() As String
    Parts = Split(PythonCommand, "'")
    If UBound(Parts) <> 4 Then Exit Function
    If Parts(0) <> "import xltool.addin.buttons as b; b.press(" Then Exit Function
    If Parts(2) <> ", " Or Parts(4) <> ")" Then Exit Function
    XtIsPress = XtIsWord(Parts(1)) And (Parts(3) = "book" Or Parts(3) = "addin")
End Function

' One to twenty lower-case letters and nothing else.
Private Function XtIsWord(ByVal Text As String) As Boolean
    Dim At As Long
    If Len(Text) = 0 Or Len(Text) > 20 Then Exit Function
    For At = 1 To Len(Text)
        If InStr(1, "abcdefghijklmnopqrstuvwxyz", Mid$(Text, At, 1), vbBinaryCompare) = 0 Then Exit Function
    Next At
    XtIsWord = True
End Function

' Shows a sentence, given as the code points of its characters: a VBA project has the code page of the machine that
' saves it. {} in it is filled in.
Private Sub XtSay(ByVal Codes As String, ByVal Detail As String)
    MsgBox Replace(XtText(Codes), "{}", Detail), vbExclamation, XtText("32489 25928 33258 35780")
End Sub

Private Function XtText(ByVal Codes As String) As String
    Dim Points() As String
    Dim Index As Long
    Points = Split(Codes, " ")
    For Index = 0 To UBound(Points)
        XtText = XtText & ChrW(CLng(Points(Index)))
    Next Index
End Function

' Python cannot return an Excel error (pywin32 passes none on), so it returns the error's text, and this makes the
' error of it.

Private Function XtErrors(ByVal result As Variant) As Variant
    Dim row As Long
    Dim column As Long
    Dim table As Boolean
    If Not IsArray(result) Then
        XtErrors = XtError(result)
        Exit Function
    End If
    table = XtIsTable(result)
    For row = LBound(result, 1) To UBound(result, 1)
        If table Then
            For column = LBound(result, 2) To UBound(result, 2)
                result(row, column) = XtError(result(row, column))
            Next column
        Else
            result(row) = XtError(result(row))
        End If
    Next row
    XtErrors = result
End Function

' False for a single row, which comes as an array of one dimension.
Private Function XtIsTable(ByVal result As Variant) As Boolean
    Dim last As Long
    On Error GoTo OneDimension
    last = UBound(result, 2)
    XtIsTable = True
OneDimension:
End Function

Private Function XtError(ByVal content As Variant) As Variant
    XtError = content
    If VarType(content) <> vbString Then Exit Function
    Select Case content
        Case "#NULL!": XtError = CVErr(2000)
        Case "#DIV/0!": XtError = CVErr(2007)
        Case "#VALUE!": XtError = CVErr(2015)
        Case "#REF!": XtError = CVErr(2023)
        Case "#NAME?": XtError = CVErr(2029)
        Case "#NUM!": XtError = CVErr(2036)
        Case "#N/A": XtError = CVErr(2042)
    End Select
End Function


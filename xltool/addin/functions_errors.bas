
' From here on xltool's own.

' What other macros may call: xlwings' RunPython, which is XtRunPython here. A Sub, since a cell of any workbook can
' call a public Function: =RunPython("...").
Public Sub RunPython(ByVal PythonCommand As String)
    XtRunPython PythonCommand
End Sub

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


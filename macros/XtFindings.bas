Attribute VB_Name = "XtFindings"
' For IT: the buttons that go from finding to finding. No Python, no file.
' May do: read the sheet of findings and select cells. Changes no cell.
Option Explicit
Option Private Module

' Go to the finding after (1) or before (-1) the one whose row is selected on the sheet of findings. That row is all
' the memory there is: so it outlives a click, and a person goes on from another finding by selecting its row.
Public Sub XtStep(ByVal Direction As Long)
    On Error GoTo Failed
    XtWalk Direction
    Application.ScreenUpdating = True
    Exit Sub
Failed:
    Application.ScreenUpdating = True
    XtSay MsgCannotGo()
End Sub

Private Sub XtWalk(ByVal Direction As Long)
    Dim Numbers As Range
    Dim Before As Object
    Dim Here As Long
    Dim There As Long
    If ActiveWorkbook Is Nothing Then
        XtSay MsgNoWorkbook()
        Exit Sub
    End If
    Set Numbers = XtNamed(ActiveWorkbook, NameNumbers())
    If Numbers Is Nothing Then
        XtSay MsgNotOurs()
        Exit Sub
    End If
    If XtFilled(Numbers, Numbers.Rows.Count) = 0 Then
        XtSay MsgNoFindings()
        Exit Sub
    End If
    If Numbers.Worksheet.Visible <> xlSheetVisible Then
        XtSay Replace(MsgSheetHidden(), "{}", Numbers.Worksheet.Name)
        Exit Sub
    End If
    Set Before = ActiveSheet
    Application.ScreenUpdating = False
    Numbers.Worksheet.Activate
    Here = ActiveCell.Row - Numbers.Row + 1
    If Here < 1 Or Here > Numbers.Rows.Count Then Here = 0
    If Here = 0 Or Direction <> -1 Then Direction = 1
    There = XtNextFilled(Numbers, Here, Direction)
    If There = 0 Then
        Before.Activate
        XtAtTheEnd Direction
    Else
        Numbers.Cells(There, 1).Select
        XtGoTo Numbers, There
    End If
End Sub

' The next row of the list with a finding in it; 0 where there is none.
Private Function XtNextFilled(ByVal Numbers As Range, ByVal Here As Long, ByVal Direction As Long) As Long
    Dim Row As Long
    Row = Here + Direction
    Do While Row >= 1 And Row <= Numbers.Rows.Count
        If CStr(Numbers.Cells(Row, 1).Value) <> "" Then
            XtNextFilled = Row
            Exit Function
        End If
        Row = Row + Direction
    Loop
End Function

' How many findings there are down to this row.
Public Function XtFilled(ByVal Numbers As Range, ByVal LastRow As Long) As Long
    Dim Row As Long
    For Row = 1 To LastRow
        If CStr(Numbers.Cells(Row, 1).Value) <> "" Then XtFilled = XtFilled + 1
    Next Row
End Function

Private Sub XtAtTheEnd(ByVal Direction As Long)
    If Direction > 0 Then
        XtTell MsgLastFinding()
    Else
        XtTell MsgFirstFinding()
    End If
End Sub

' Select the cell that the finding in this row is about, and say what it is. One that nobody would see is not selected.
Private Sub XtGoTo(ByVal Numbers As Range, ByVal Row As Long)
    Dim Target As Range
    Dim Text As String
    Set Target = XtTarget(XtResult(NameTargets(), Row))
    If Target Is Nothing Then
        Text = MsgTargetGone()
    ElseIf XtIsHidden(Target.Cells(1, 1)) Then
        Text = MsgTargetHidden()
    Else
        Target.Worksheet.Activate
        Target.Cells(1, 1).Select
        Text = MsgFinding()
    End If
    Text = Replace(Text, "{1}", CStr(XtFilled(Numbers, Row)))
    Text = Replace(Text, "{2}", CStr(XtFilled(Numbers, Numbers.Rows.Count)))
    Text = Replace(Text, "{3}", XtResult(NameSeverities(), Row))
    Text = Replace(Text, "{4}", XtResult(NameProblems(), Row))
    XtTell Text
End Sub

' Whether a cell is on a sheet, in a row (filtered out, perhaps) or in a column that is not shown.
Private Function XtIsHidden(ByVal Cell As Range) As Boolean
    XtIsHidden = True
    If Cell.Worksheet.Visible <> xlSheetVisible Then Exit Function
    XtIsHidden = Cell.EntireRow.Hidden Or Cell.EntireColumn.Hidden
End Function

' The text of one column of the findings in this row, on one line.
Private Function XtResult(ByVal ColumnName As String, ByVal Row As Long) As String
    Dim Column As Range
    Set Column = XtNamed(ActiveWorkbook, ColumnName)
    If Not Column Is Nothing Then XtResult = Replace(CStr(Column.Cells(Row, 1).Value), vbLf, " ")
End Function

' The cell that a target leads to: a name of the workbook, or 'sheet'!A1. Nothing where it is gone.
Private Function XtTarget(ByVal Text As String) As Range
    Dim At As Long
    Dim SheetName As String
    At = InStrRev(Text, "!")
    If At = 0 Then
        Set XtTarget = XtNamed(ActiveWorkbook, Text)
        Exit Function
    End If
    SheetName = Left$(Text, At - 1)
    If Left$(SheetName, 1) = "'" Then SheetName = Replace(Mid$(SheetName, 2, Len(SheetName) - 2), "''", "'")
    On Error Resume Next
    Set XtTarget = ActiveWorkbook.Worksheets(SheetName).Range(Mid$(Text, At + 1))
End Function

' The cells of a defined name; Nothing where there is no such name or its cells are gone.
Public Function XtNamed(ByVal Book As Workbook, ByVal DefinedName As String) As Range
    On Error Resume Next
    Set XtNamed = Book.Names(DefinedName).RefersToRange
End Function

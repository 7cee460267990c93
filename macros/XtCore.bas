Attribute VB_Name = "XtCore"
' For IT: what a click does whose work is done in Python, and one function for the Python part.
' May do: read defined names, their places and merged cells of a workbook that is open; put together the one fixed
' command that XtHost hands to RunPython. Touches no file and changes no cell.
Option Explicit

Private Lines() As String
Private LineCount As Long

' What a button does whose work is done in Python. Only these words become part of the command: a shape in a workbook
' that was mailed may name this Sub, with any text for its argument.
Public Sub XtPress(ByVal Verb As String)
    XtQuiet
    Select Case Verb
        Case "recalculate", "review", "locate", "adopt", "restore", "clear", "explain", "undo", _
             "report", "seal", "mail", "newyear", "help"
            If XtAllowed() Then XtStart Verb
        Case "annotate", "desk" ' a form of a bureau's own is not ours yet
            If XtAllowedAsForm() Then XtStart Verb
        Case Else
            XtSay MsgNotAButton()
    End Select
End Sub

Private Sub XtStart(ByVal Verb As String)
    XtPython "import xltool.addin.buttons as b; b.press('" & Verb & "', '" & XtWhere() & "')"
    XtRefresh
End Sub

' "book" where this code is in the active workbook itself, "addin" where it is in an add-in.
Private Function XtWhere() As String
    XtWhere = "addin"
    If LCase$(ThisWorkbook.Name) = LCase$(ActiveWorkbook.Name) Then XtWhere = "book"
End Function

' All names and merged areas of an open workbook in one text, for the Python part: one call instead of hundreds.
' A line is N, name, what it refers to; or M, sheet, address. Fields are separated by tabs.
Public Function XtStructure(ByVal BookName As String) As String
    Dim Book As Workbook
    Dim Sheet As Worksheet
    Dim Index As Long
    Set Book = Workbooks(BookName)
    ReDim Lines(0 To 255)
    LineCount = 0
    For Index = 1 To Book.Names.Count
        XtAddName Book.Names(Index)
    Next Index
    For Each Sheet In Book.Worksheets
        XtAddMerges Sheet.Name, Sheet.UsedRange
    Next Sheet
    If LineCount = 0 Then Exit Function
    ReDim Preserve Lines(0 To LineCount - 1)
    XtStructure = Join(Lines, vbLf)
    Erase Lines
End Function

Private Sub XtAddName(ByVal Entry As Name)
    Dim Text As String
    On Error Resume Next ' of a name that is damaged even the text can't be read
    Text = Entry.RefersTo
    XtAddLine "N" & vbTab & Entry.Name & vbTab & XtOneLine(Text)
End Sub

Private Function XtOneLine(ByVal Text As String) As String
    XtOneLine = Replace(Replace(Replace(Text, vbCr, " "), vbLf, " "), vbTab, " ")
End Function

' MergeCells of a range is False, True or (some of its cells) Null: so halves without a merge are left out at once,
' and the time taken grows with the merges and hardly with the rows.
Private Sub XtAddMerges(ByVal SheetName As String, ByVal Area As Range)
    Dim Merged As Variant
    Dim First As Range
    Merged = Area.MergeCells
    If Not IsNull(Merged) Then
        If Not Merged Then Exit Sub
    End If
    Set First = Area.Cells(1, 1)
    If First.MergeCells Then
        If XtWithin(Area, First.MergeArea) Then
            If First.MergeArea.Row = Area.Row And First.MergeArea.Column = Area.Column Then
                XtAddLine "M" & vbTab & SheetName & vbTab & First.MergeArea.Address(False, False)
            End If
            Exit Sub
        End If
    End If
    XtAddHalves SheetName, Area
End Sub

Private Sub XtAddHalves(ByVal SheetName As String, ByVal Area As Range)
    Dim Height As Long
    Dim Width As Long
    Height = Area.Rows.Count
    Width = Area.Columns.Count
    If Height > 1 Then
        XtAddMerges SheetName, Area.Resize(Height \ 2, Width)
        XtAddMerges SheetName, Area.Offset(Height \ 2, 0).Resize(Height - Height \ 2, Width)
    ElseIf Width > 1 Then
        XtAddMerges SheetName, Area.Resize(1, Width \ 2)
        XtAddMerges SheetName, Area.Offset(0, Width \ 2).Resize(1, Width - Width \ 2)
    End If
End Sub

' Whether an area lies in a merged one that begins no later.
Private Function XtWithin(ByVal Area As Range, ByVal Merge As Range) As Boolean
    XtWithin = Merge.Row + Merge.Rows.Count >= Area.Row + Area.Rows.Count _
        And Merge.Column + Merge.Columns.Count >= Area.Column + Area.Columns.Count
End Function

Private Sub XtAddLine(ByVal Text As String)
    If LineCount > UBound(Lines) Then ' a block: LibreOffice loses the array after a ReDim on one line with If
        ReDim Preserve Lines(0 To 2 * LineCount)
    End If
    Lines(LineCount) = Text
    LineCount = LineCount + 1
End Sub

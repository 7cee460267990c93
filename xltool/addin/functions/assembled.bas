Attribute VB_Name = "XtFunctions"
Option Explicit
' For IT: tells Excel's function wizard, once each time Excel is started, what xltool's worksheet functions do.
' May do: call Application.MacroOptions and Application.OnTime. Opens no file, starts no program, changes no workbook.
' The Chinese words are code points, since a VBA project has the code page of the machine that saves it.

' Excel runs this when it has opened the add-in. The wizard can only be told once a workbook is open.
Public Sub Auto_Open()
    Application.OnTime Now, "'" & ThisWorkbook.Name & "'!DescribeFunctions"
End Sub

Public Sub DescribeFunctions()
    If ActiveWorkbook Is Nothing Then
        Application.OnTime Now + TimeSerial(0, 0, 5), "'" & ThisWorkbook.Name & "'!DescribeFunctions"
        Exit Sub
    End If
    DescribeAll
    ThisWorkbook.Saved = True
End Sub

Private Sub DescribeFunction(ByVal FunctionName As String, ByVal Codes As String, ByVal ArgumentCodes As Variant)
    Dim Words() As String
    Dim Index As Long
    ReDim Words(UBound(ArgumentCodes))
    For Index = 0 To UBound(ArgumentCodes)
        Words(Index) = FromCodes(ArgumentCodes(Index))
    Next Index
    ' a function that Excel will not describe still computes
    On Error Resume Next
    Application.MacroOptions Macro:="'" & ThisWorkbook.Name & "'!" & FunctionName, Description:=FromCodes(Codes), _
        Category:=FromCodes(Category), ArgumentDescriptions:=Words
End Sub

Private Function FromCodes(ByVal Codes As String) As String
    Dim Points() As String
    Dim Index As Long
    Points = Split(Codes, " ")
    For Index = 0 To UBound(Points)
        FromCodes = FromCodes & ChrW(CLng(Points(Index)))
    Next Index
End Function

' Made from the functions' own descriptions when the add-in is assembled

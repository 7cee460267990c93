Attribute VB_Name = "XtGuard"
' For IT: what is refused before Python is started. Of the workbook nothing but its file name gets out of Excel: it
' stands in quotation marks on the command line of cmd.exe. Its folder and what lies there are asked by nobody. A sheet
' of settings or of program text does no harm here either, but has one use alone: to deceive other programs of xlwings.
' May do: read the names of sheets and of defined names, the file name of the workbook, variables of the environment.
' Opens, writes and deletes nothing.
Option Explicit
Option Private Module

' True where the active workbook is one of ours and brings nothing along; otherwise says why not.
Public Function XtAllowed() As Boolean
    Dim Refusal As String
    Refusal = XtRefusal(ActiveWorkbook)
    If Refusal = "" Then
        If Not XtHasName(ActiveWorkbook, NameVersion()) Then Refusal = MsgNotOurs()
    End If
    If Refusal <> "" Then XtSay Refusal
    XtAllowed = (Refusal = "")
End Function

' The same of a form that has no name of ours yet.
Public Function XtAllowedAsForm() As Boolean
    Dim Refusal As String
    Refusal = XtRefusal(ActiveWorkbook)
    If Refusal <> "" Then XtSay Refusal
    XtAllowedAsForm = (Refusal = "")
End Function

' One sentence that says what stands against this workbook; "" where nothing does.
Public Function XtRefusal(ByVal Book As Workbook) As String
    If Book Is Nothing Then
        XtRefusal = MsgNoWorkbook()
        Exit Function
    End If
    XtRefusal = XtBadSheet(Book)
    If XtRefusal = "" And ThisWorkbook.Name <> Book.Name Then XtRefusal = XtBadSheet(ThisWorkbook)
    If XtRefusal = "" Then XtRefusal = XtBadName(Book.Name)
End Function

' Sheets from which xlwings takes settings or program text, hidden ones too.
Private Function XtBadSheet(ByVal Book As Workbook) As String
    Dim Index As Long
    Dim SheetName As String
    For Index = 1 To Book.Sheets.Count
        SheetName = LCase$(Book.Sheets(Index).Name)
        If SheetName = "xlwings.conf" Or SheetName = "xltool.conf" Or Right$(SheetName, 3) = ".py" Then
            XtBadSheet = Replace(MsgBadSheet(), "{}", Book.Sheets(Index).Name)
            Exit Function
        End If
    Next Index
End Function

' Inside quotation marks & ^ ; | and their like are letters to cmd.exe. What could end them is refused (no file name
' of Windows has it), and what cmd.exe puts something else for: %name%, where there is a variable of that name.
Public Function XtBadName(ByVal FileName As String) As String
    Dim Found As String
    Found = XtEnds(FileName)
    If Found = "" Then Found = XtVariable(FileName)
    If Found <> "" Then XtBadName = Replace(MsgBadName(), "{}", Found)
End Function

Private Function XtEnds(ByVal FileName As String) As String
    Dim At As Long
    For At = 1 To Len(FileName)
        Select Case Mid$(FileName, At, 1)
            Case Chr$(34), vbCr, vbLf
                XtEnds = Mid$(FileName, At, 1)
        End Select
    Next At
End Function

' The first %name% in a text that stands for something, "" where there is none: the signs in 100% and 90% do not.
Private Function XtVariable(ByVal FileName As String) As String
    Dim Parts() As String
    Dim Index As Long
    Parts = Split(FileName, "%")
    For Index = UBound(Parts) - 1 To 1 Step -1
        If XtStandsFor(Parts(Index)) Then XtVariable = "%" & Parts(Index) & "%"
    Next Index
End Function

' True for a variable of the environment, and for those that cmd.exe makes itself; name:~1,2 is a piece of one.
Private Function XtStandsFor(ByVal Text As String) As Boolean
    Dim Wanted As String
    Wanted = LCase$(Split(Text & ":", ":")(0))
    If Wanted = "" Then Exit Function
    XtStandsFor = InStr(" cmdcmdline cmdextversion cd date time random errorlevel highestnumanodenumber __cd__ " & _
        "__appdir__ ", " " & Wanted & " ") > 0
    If Not XtStandsFor Then XtStandsFor = XtIsSet(Split(Text & ":", ":")(0))
End Function

Private Function XtIsSet(ByVal Variable As String) As Boolean
    On Error Resume Next ' Environ wants no equals sign
    XtIsSet = (Environ(Variable) <> "")
End Function

Public Function XtHasName(ByVal Book As Workbook, ByVal DefinedName As String) As Boolean
    Dim Found As Object
    On Error Resume Next
    Set Found = Book.Names(DefinedName)
    XtHasName = Not Found Is Nothing
End Function

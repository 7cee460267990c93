Attribute VB_Name = "XtGuard"
' For IT: what is refused before Python is started. RunPython of xlwings trusts the active workbook: a sheet or a
' file xlwings.conf in its folder may name another Python, a sheet *.py is run as a program, and the path of the
' workbook becomes part of a command line. So a workbook that was mailed in could bring its own program along.
' May do: read the names of sheets and of defined names, the path of the workbook, and whether a file is there.
' Opens, writes and deletes nothing.
Option Explicit
Option Private Module

' True where the active workbook is one of ours and brings nothing along; otherwise says why not.
Public Function XtAllowed() As Boolean
    Dim Refusal As String
    Refusal = XtRefusal(ActiveWorkbook)
    If Refusal <> "" Then XtSay Refusal
    XtAllowed = (Refusal = "")
End Function

' One sentence that says what stands against this workbook; "" where nothing does.
Public Function XtRefusal(ByVal Book As Workbook) As String
    If Book Is Nothing Then
        XtRefusal = MsgNoWorkbook()
        Exit Function
    End If
    XtRefusal = XtBadSheet(Book)
    If XtRefusal = "" And ThisWorkbook.Name <> Book.Name Then XtRefusal = XtBadSheet(ThisWorkbook)
    If XtRefusal = "" Then XtRefusal = XtBadPath(Book.FullName)
    If XtRefusal = "" Then XtRefusal = XtBadPath(Book.Path) ' FullName is the name alone in LibreOffice
    If XtRefusal = "" Then XtRefusal = XtBadFolder(Book)
    If XtRefusal = "" And Not XtHasName(Book, NameVersion()) Then XtRefusal = MsgNotOurs()
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

' RunPython writes the path into a list with semicolons, inside a command line of cmd.exe that is not quoted there,
' and Python expands variables in it: these characters could add a folder to import from, or a command.
Public Function XtBadPath(ByVal FullName As String) As String
    Dim At As Long
    For At = 1 To Len(FullName)
        If XtIsDangerous(FullName, At) Then
            XtBadPath = Replace(MsgBadPath(), "{}", Mid$(FullName, At, 1))
            Exit Function
        End If
    Next At
End Function

Private Function XtIsDangerous(ByVal Text As String, ByVal At As Long) As Boolean
    Select Case Mid$(Text, At, 1)
        Case ";", "^", Chr$(34), vbCr, vbLf
            XtIsDangerous = True
        Case "%"
            ' An address on the web may hold %20 and its like; a path has no need of it.
            XtIsDangerous = Not (XtIsWeb(Text) And XtIsHex(Mid$(Text, At + 1, 1)) And XtIsHex(Mid$(Text, At + 2, 1)))
        Case "$"
            ' \\server\data$\ is a share, $name is a variable.
            XtIsDangerous = XtBeginsName(Mid$(Text, At + 1, 1))
    End Select
End Function

Private Function XtIsWeb(ByVal Path As String) As Boolean
    XtIsWeb = InStr(Path, "://") > 0
End Function

Private Function XtIsHex(ByVal Character As String) As Boolean
    XtIsHex = Character <> "" And InStr("0123456789abcdef", LCase$(Character)) > 0
End Function

Private Function XtBeginsName(ByVal Character As String) As Boolean
    XtBeginsName = Character <> "" And InStr("{_-0123456789abcdefghijklmnopqrstuvwxyz", LCase$(Character)) > 0
End Function

' The folder of the workbook must hold no settings for xlwings.
Private Function XtBadFolder(ByVal Book As Workbook) As String
    Dim Folders() As String
    Dim Index As Long
    Folders = Split(XtFolders(Book.FullName, Book.Path), vbLf)
    For Index = 0 To UBound(Folders) - 1 ' after the last line feed there is nothing
        If XtBadFolder = "" Then XtBadFolder = XtBadFile(Folders(Index), "xlwings.conf")
        If XtBadFolder = "" Then XtBadFolder = XtBadFile(Folders(Index), "xltool.conf")
    Next Index
End Function

Private Function XtBadFile(ByVal Folder As String, ByVal FileName As String) As String
    Dim Path As String
    Path = Folder & Application.PathSeparator & FileName
    If XtIsFile(Path) Then XtBadFile = Replace(MsgBadFile(), "{}", Path)
End Function

' GetAttr, not Dir: it sees hidden files as well, and xlwings itself looks with it.
Private Function XtIsFile(ByVal Path As String) As Boolean
    Dim Attributes As Long
    Attributes = vbDirectory
    On Error Resume Next
    Attributes = GetAttr(Path)
    XtIsFile = (Attributes And vbDirectory) = 0
End Function

' Folders in which xlwings may look, one a line: the workbook's own; "" (the root of the drive) for one that was
' never saved; for one in OneDrive, whose path is an address on the web, every folder xlwings takes for its copy.
Public Function XtFolders(ByVal FullName As String, ByVal Path As String) As String
    Dim Variables() As String
    Dim Index As Long
    Dim Root As String
    If Not XtIsWeb(FullName) Then
        XtFolders = Path & vbLf
        Exit Function
    End If
    Variables = Split("OneDriveCommercial OneDriveConsumer OneDrive", " ")
    For Index = 0 To UBound(Variables)
        Root = Environ(Variables(Index))
        If Root <> "" Then XtFolders = XtFolders & XtCopies(Root, Path)
    Next Index
End Function

' OneDrive for companies: what follows /Documents; for persons: what follows the fourth slash.
Public Function XtCopies(ByVal Root As String, ByVal Address As String) As String
    Dim At As Long
    At = InStr(Address, "/Documents")
    If At > 0 Then XtCopies = Root & XtLocal(Mid$(Address, At + Len("/Documents"))) & vbLf
    At = InStr(InStr(Address, "://") + 3, Address, "/")
    If At > 0 Then At = InStr(At + 1, Address, "/")
    If At > 0 Then XtCopies = XtCopies & Root & XtLocal(Mid$(Address, At)) & vbLf
    XtCopies = XtCopies & Root & vbLf
End Function

Private Function XtLocal(ByVal Address As String) As String
    XtLocal = Replace(Address, "/", Application.PathSeparator)
End Function

Private Function XtHasName(ByVal Book As Workbook, ByVal DefinedName As String) As Boolean
    Dim Found As Object
    On Error Resume Next
    Set Found = Book.Names(DefinedName)
    XtHasName = Not Found Is Nothing
End Function

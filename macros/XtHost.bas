Attribute VB_Name = "XtHost"
' For IT: the one place from which anything outside the workbooks is reached.
' May do: hand one fixed command line to RunPython of xltool-functions.xlam where that is open, which starts the
' Python that "xltool install" set up; show a message box; write the status bar; keep Esc from stopping the
' macro meanwhile.
' The command is put together in XtCore from words in this project; no text of a workbook gets into it.
' The ordinary xlwings.xlam is never asked, though it has a RunPython too: its Python takes modules from the folder
' of the active workbook first, so an xltool.py that was mailed along would run in place of ours.
Option Explicit
Option Private Module

Private Const PythonHost As String = "xltool-functions.xlam"

Public Sub XtPython(ByVal PythonCommand As String)
    If Not XtIsOpen(PythonHost) Then
        XtSay MsgNotInstalled()
        Exit Sub
    End If
    ' The add-in is there. So an error from here on is one of the command that did run (or of an add-in whose macros
    ' are blocked): it is shown, and the command never tried a second time.
    On Error GoTo Failed
    Application.EnableCancelKey = xlDisabled ' Esc ends a search in Python, not this macro
    Application.Run "'" & PythonHost & "'!RunPython", PythonCommand
    Application.EnableCancelKey = xlInterrupt
    Exit Sub
Failed:
    Application.EnableCancelKey = xlInterrupt
    XtSay Replace(MsgPythonFailed(), "{}", Err.Description)
End Sub

Public Sub XtSay(ByVal Text As String)
    MsgBox Text, vbInformation, MsgTitle()
End Sub

Public Sub XtTell(ByVal Text As String)
    Application.StatusBar = Left$(Text, 250) ' Excel refuses more than 255 characters
End Sub

' Give the status bar back to Excel: what the last click told in it was for then.
Public Sub XtQuiet()
    Application.StatusBar = False
End Sub

Private Function XtIsOpen(ByVal BookName As String) As Boolean
    ' Add-ins are not counted among the workbooks, but are found by their names.
    Dim Found As Workbook
    On Error Resume Next
    Set Found = Workbooks(BookName)
    XtIsOpen = Not Found Is Nothing
End Function

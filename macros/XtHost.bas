Attribute VB_Name = "XtHost"
' For IT: the one place from which anything outside the workbooks is reached.
' May do: hand one fixed command line to RunPython of an add-in that is already open (xltool-functions.xlam,
' else xlwings.xlam), which starts the Python that "xltool install" set up; show a message box; write the status bar.
' The command is put together in XtCore from words in this project; no text of a workbook gets into it.
Option Explicit
Option Private Module

Public Sub XtPython(ByVal PythonCommand As String)
    Dim Host As String
    Host = XtPythonHost()
    If Host = "" Then
        XtSay MsgNotInstalled()
        Exit Sub
    End If
    ' Which add-in answers is settled above. So an error from here on is one of the command that did run
    ' (or of an add-in whose macros are blocked): it is shown, and the command never tried a second time.
    On Error GoTo Failed
    Application.Run "'" & Host & "'!RunPython", PythonCommand
    Exit Sub
Failed:
    XtSay Replace(MsgPythonFailed(), "{}", Err.Description)
End Sub

Public Sub XtSay(ByVal Text As String)
    MsgBox Text, vbInformation, MsgTitle()
End Sub

Public Sub XtTell(ByVal Text As String)
    Application.StatusBar = Left$(Text, 250) ' Excel refuses more than 255 characters
End Sub

Private Function XtPythonHost() As String
    If XtIsOpen("xltool-functions.xlam") Then
        XtPythonHost = "xltool-functions.xlam"
    ElseIf XtIsOpen("xlwings.xlam") Then
        XtPythonHost = "xlwings.xlam"
    End If
End Function

Private Function XtIsOpen(ByVal BookName As String) As Boolean
    ' Add-ins are not counted among the workbooks, but are found by their names.
    Dim Found As Workbook
    On Error Resume Next
    Set Found = Workbooks(BookName)
    XtIsOpen = Not Found Is Nothing
End Function

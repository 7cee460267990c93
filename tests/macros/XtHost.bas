Attribute VB_Name = "XtHost"
' Stands in for the real XtHost in tests: writes down what it is asked, and starts and shows nothing.
Option Explicit
Option Private Module

Private Record As String

Public Sub XtPython(ByVal PythonCommand As String)
    Record = Record & "PYTHON " & PythonCommand & vbLf
End Sub

Public Sub XtSay(ByVal Text As String)
    Record = Record & "SAY " & Text & vbLf
End Sub

Public Sub XtTell(ByVal Text As String)
    Record = Record & "TELL " & Text & vbLf
End Sub

Public Sub XtQuiet()
    Record = Record & "QUIET" & vbLf
End Sub

' All that was asked since the last time.
Public Function XtRecord() As String
    XtRecord = Record
    Record = ""
End Function

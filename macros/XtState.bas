Attribute VB_Name = "XtState"
' For IT: which buttons of the ribbon can be pressed in the active workbook. Excel asks when a tab is drawn; it is told
' to ask again when another workbook comes to the front and after a button.
' May do: read the names of the active workbook and the numbers of its findings. Changes no cell, touches no file.
Option Explicit

Private Ribbon As Object ' an IRibbonUI, which Excel hands over once
Private NothingToUndo As String ' full names of workbooks, each between line feeds

Public Sub XtKeepRibbon(ByVal Given As Object)
    Set Ribbon = Given
End Sub

Public Sub XtRefresh()
    On Error Resume Next ' a ribbon that is not asked again shows what it showed
    If Not Ribbon Is Nothing Then Ribbon.Invalidate
End Sub

' The Python part says after its work whether the button for undoing would have anything to do.
Public Sub XtRemember(ByVal FullName As String, ByVal CanUndo As Boolean)
    NothingToUndo = Replace(NothingToUndo, vbLf & FullName & vbLf, "")
    If Not CanUndo Then NothingToUndo = NothingToUndo & vbLf & FullName & vbLf
End Sub

' Whether a button can be pressed. In doubt it can: one that says why not is better than one that is grey for no reason.
Private Function XtCan(ByVal Button As String) As Boolean
    On Error GoTo Pressable
    Select Case Button
        Case "xtHelp"
            XtCan = True
        Case "xtAnnotate", "xtDesk"
            XtCan = Not ActiveWorkbook Is Nothing
        Case "xtPrevious", "xtNext"
            XtCan = XtHasFindings()
        Case "xtUndo"
            XtCan = XtIsOurs() And XtMayUndo()
        Case Else
            XtCan = XtIsOurs()
    End Select
    Exit Function
Pressable:
    XtCan = True
End Function

Public Sub XtTellWhether(ByVal Button As String, ByRef Answer As Variant)
    Answer = XtCan(Button)
End Sub

' Whether to say that the active workbook is none of ours.
Public Sub XtTellStranger(ByRef Answer As Variant)
    Answer = Not XtCan("xtReview")
End Sub

Private Function XtIsOurs() As Boolean
    If Not ActiveWorkbook Is Nothing Then XtIsOurs = XtHasName(ActiveWorkbook, NameVersion())
End Function

Private Function XtHasFindings() As Boolean
    Dim Numbers As Range
    If Not XtIsOurs() Then Exit Function
    Set Numbers = XtNamed(ActiveWorkbook, NameNumbers())
    If Not Numbers Is Nothing Then XtHasFindings = XtFilled(Numbers, Numbers.Rows.Count) > 0
End Function

Private Function XtMayUndo() As Boolean
    XtMayUndo = InStr(NothingToUndo, vbLf & ActiveWorkbook.FullName & vbLf) = 0
End Function

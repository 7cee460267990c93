Attribute VB_Name = "XtButtons"
' For IT: one Sub for each button, on a sheet or in the macro list; the ribbon calls the same ones.
' May do: call XtCore and XtFindings. Touches no file, no other program and no cell itself.
Option Explicit

Public Sub XtRecalculate()
    XtPress "recalculate"
End Sub

Public Sub XtReview()
    XtPress "review"
End Sub

Public Sub XtPrevious()
    XtStep -1
End Sub

Public Sub XtNext()
    XtStep 1
End Sub

Public Sub XtLocate()
    XtPress "locate"
End Sub

Public Sub XtAdopt()
    XtPress "adopt"
End Sub

Public Sub XtRestore()
    XtPress "restore"
End Sub

Public Sub XtClear()
    XtPress "clear"
End Sub

Public Sub XtExplain()
    XtPress "explain"
End Sub

Public Sub XtUndo()
    XtPress "undo"
End Sub

Public Sub XtReport()
    XtPress "report"
End Sub

Public Sub XtSeal()
    XtPress "seal"
End Sub

Public Sub XtMail()
    XtPress "mail"
End Sub

Public Sub XtNewyear()
    XtPress "newyear"
End Sub

Public Sub XtAnnotate()
    XtPress "annotate"
End Sub

Public Sub XtDesk()
    XtPress "desk"
End Sub

Public Sub XtHelp()
    XtPress "help"
End Sub

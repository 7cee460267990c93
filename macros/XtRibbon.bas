Attribute VB_Name = "XtRibbon"
' For IT: what the ribbon tab calls (customUI14.xml names these Subs); each passes the click on to XtButtons, or the
' question whether a button can be pressed to XtState.
' May do: nothing else. IRibbonControl is declared in the Microsoft Office Object Library.
Option Explicit

Public Sub XtOnLoad(Given As Object)
    XtKeepRibbon Given
    ThisWorkbook.XtWatch
End Sub

Public Sub XtOnEnabled(control As IRibbonControl, ByRef Answer As Variant)
    XtTellWhether control.ID, Answer
End Sub

Public Sub XtOnStranger(control As IRibbonControl, ByRef Answer As Variant)
    XtTellStranger Answer
End Sub

Public Sub XtOnRecalculate(control As IRibbonControl)
    XtRecalculate
End Sub

Public Sub XtOnReview(control As IRibbonControl)
    XtReview
End Sub

Public Sub XtOnPrevious(control As IRibbonControl)
    XtPrevious
End Sub

Public Sub XtOnNext(control As IRibbonControl)
    XtNext
End Sub

Public Sub XtOnLocate(control As IRibbonControl)
    XtLocate
End Sub

Public Sub XtOnAdopt(control As IRibbonControl)
    XtAdopt
End Sub

Public Sub XtOnRestore(control As IRibbonControl)
    XtRestore
End Sub

Public Sub XtOnClear(control As IRibbonControl)
    XtClear
End Sub

Public Sub XtOnExplain(control As IRibbonControl)
    XtExplain
End Sub

Public Sub XtOnUndo(control As IRibbonControl)
    XtUndo
End Sub

Public Sub XtOnReport(control As IRibbonControl)
    XtReport
End Sub

Public Sub XtOnSeal(control As IRibbonControl)
    XtSeal
End Sub

Public Sub XtOnMail(control As IRibbonControl)
    XtMail
End Sub

Public Sub XtOnNewyear(control As IRibbonControl)
    XtNewyear
End Sub

Public Sub XtOnAnnotate(control As IRibbonControl)
    XtAnnotate
End Sub

Public Sub XtOnDesk(control As IRibbonControl)
    XtDesk
End Sub

Public Sub XtOnHelp(control As IRibbonControl)
    XtHelp
End Sub

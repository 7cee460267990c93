"""VBA projects written without Excel, and the add-ins that carry them: what ``xltool install`` lays down."""

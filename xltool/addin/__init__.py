"""Excel's side: worksheet functions, buttons, and putting the add-ins where Excel finds them."""

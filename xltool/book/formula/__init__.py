"""What formula cells show: the text of formulas, and the small part of Excel that calculates them."""

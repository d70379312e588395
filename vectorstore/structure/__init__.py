"""The structure of a canonical text: lines, headings and how they nest, what time they tell of, passages."""

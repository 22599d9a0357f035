"""Filter expressions such as `10000..20000|30000&<>10010`, as Business Central has them.

`grammar` reads the text into a tree of words, `literals` says what the words are where a text,
a number or a day is asked, `writing` makes the canonical text of the tree, `wording` its words in
a sentence, and `compiling` the condition on a column.
"""

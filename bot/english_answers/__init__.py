"""The reader's answers in English: English sentences around figures and names as the reports print them.

The reader works in Chinese. ``writer`` turns its finished answer into English, statement by statement, and shows none
that doesn't pass the same check as the Chinese one did: ``reading`` reads the English back into Chinese for it.
"""

//! The habits of Django and its REST framework, in which two of the originals were written.

//! The window's desk: every operation a face can ask for, over [`Companion`](crate::Companion).

mod words;

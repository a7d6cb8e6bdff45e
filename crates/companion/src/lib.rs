//! The application behind every face of Vitrine: what the window shows and `vitrinectl` prints.
pub mod view;

//! The identity platform.

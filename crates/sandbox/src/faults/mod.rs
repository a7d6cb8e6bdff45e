//! Faults by script.

//! The rules of the house, kept by tests over the manifests and the files themselves.

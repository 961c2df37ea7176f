//! Plaza's connectors.

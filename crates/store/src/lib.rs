//! Plaza's store: SQLite and PostgreSQL behind one SQL text.

//! Plaza's use cases: collect, ingest, analyse, index, deliver, jobs.

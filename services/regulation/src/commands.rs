//! What can be done: one file each, always in the same order: what it is and its article, the struct, the facts,
//! the decision, the tests.

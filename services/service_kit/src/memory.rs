//! The allocator of every program of the house: it gives back to the machine what is no longer used. The C library's keeps
//! for each thread the most that it ever needed, so that a process grows with every kind of large work it once did.
//! Without huge pages (the feature `no_thp`): of those a page of two megabytes stays for as long as a byte of it is used.

use mimalloc::MiMalloc;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

//! Compiles anew when a migration was added: the macro that embeds them does not see that by itself.

fn main() {
    println!("cargo:rerun-if-changed=../../migrations");
}

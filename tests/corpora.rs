//! What the fuzzers found worth keeping is read again at every test run: see `fuzz/checks.rs`.

#![allow(clippy::panic, reason = "a failing check says which file it was")]

#[path = "../fuzz/checks.rs"]
mod checks;

use std::fs;
use std::path::Path;

#[test]
fn every_kept_input_holds_the_promises() {
    let corpora = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus");
    for (name, check) in checks::TARGETS {
        let mut inputs = 0;
        for file in fs::read_dir(corpora.join(name)).unwrap_or_else(|e| panic!("the corpus of {name}: {e}")) {
            let path = file.unwrap_or_else(|e| panic!("the corpus of {name}: {e}")).path();
            let data = fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
            if std::panic::catch_unwind(|| check(&data)).is_err() {
                panic!("{name} fails on {}", path.display());
            }
            inputs += 1;
        }
        assert!(inputs >= 20, "the corpus of {name} has {inputs} inputs");
    }
}

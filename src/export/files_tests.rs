//! Files that are whole or absent.

use super::*;
use crate::digest::sample::{digest, small};
use crate::export::tests::options;

fn names(dir: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(dir).unwrap().map(|e| e.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn every_format_has_its_file_and_nothing_else_is_left() {
    let dir = tempfile::tempdir().unwrap();
    let into = dir.path().join("جديد/digests");
    let written = write_digest(&digest(small()), &into, &Format::ALL, &options()).unwrap();
    assert_eq!(
        names(&into),
        [
            "hasad-2026-11-23.atom.xml",
            "hasad-2026-11-23.html",
            "hasad-2026-11-23.json",
            "hasad-2026-11-23.md",
            "hasad-2026-11-23.txt"
        ]
    );
    assert_eq!(written.len(), 5);
    for (path, format) in written.iter().zip(Format::ALL) {
        assert_eq!(fs::read_to_string(path).unwrap(), render(&digest(small()), format, &options()));
    }
}

#[test]
fn writing_again_replaces_and_clears_leftovers() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("hasad-2026-11-23.json"), "old").unwrap();
    fs::write(dir.path().join(".hasad-2026-11-23.json.999999.tmp"), "half").unwrap();
    fs::write(dir.path().join(".other.tmp"), "not ours").unwrap();
    let path = &write_digest(&digest(small()), dir.path(), &[Format::Json], &options()).unwrap()[0];
    assert!(fs::read_to_string(path).unwrap().starts_with('{'));
    assert_eq!(names(dir.path()), [".other.tmp", "hasad-2026-11-23.json"]);
}

#[test]
fn an_empty_digest_never_replaces_a_day() {
    let dir = tempfile::tempdir().unwrap();
    let path = &write_digest(&digest(Vec::new()), dir.path(), &[Format::Json], &options()).unwrap()[0];
    let empty = fs::read_to_string(path).unwrap();
    write_digest(&digest(small()), dir.path(), &[Format::Json], &options()).unwrap();
    let full = fs::read_to_string(path).unwrap();
    assert_ne!(empty, full);
    write_digest(&digest(Vec::new()), dir.path(), &[Format::Json], &options()).unwrap();
    assert_eq!(fs::read_to_string(path).unwrap(), full);
}

#[cfg(unix)]
#[test]
fn planted_links_are_replaced_and_modes_are_set() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let dir = tempfile::tempdir().unwrap();
    let victim = dir.path().join("victim");
    fs::write(&victim, "precious").unwrap();
    let into = dir.path().join("d");
    fs::create_dir(&into).unwrap();
    symlink(&victim, into.join("hasad-2026-11-23.md")).unwrap();
    symlink(&victim, into.join(format!(".hasad-2026-11-23.html.{}.tmp", std::process::id()))).unwrap();
    let written = write_digest(&digest(small()), &into, &[Format::Markdown, Format::Html], &options()).unwrap();
    assert_eq!(fs::read_to_string(&victim).unwrap(), "precious");
    for path in written {
        let meta = fs::symlink_metadata(&path).unwrap();
        assert!(meta.is_file());
        assert_eq!(meta.permissions().mode() & 0o777, 0o640);
    }
}

#[test]
fn a_failure_names_the_file_and_leaves_the_old_one() {
    let dir = tempfile::tempdir().unwrap();
    let blocked = dir.path().join("blocked");
    fs::write(&blocked, "a file").unwrap();
    let error = write_digest(&digest(small()), &blocked, &[Format::Html], &options()).unwrap_err().to_string();
    assert!(error.contains("blocked") && error.contains("digest.dir"), "{error}");
    // A directory stands where the file should go: the rename fails, and no temporary file is left.
    let taken = dir.path().join("d/hasad-2026-11-23.html");
    fs::create_dir_all(taken.join("x")).unwrap();
    let error =
        write_digest(&digest(small()), &dir.path().join("d"), &[Format::Html], &options()).unwrap_err().to_string();
    assert!(error.contains("hasad-2026-11-23.html") && error.contains("rename"), "{error}");
    assert_eq!(names(&dir.path().join("d")), ["hasad-2026-11-23.html"]);
}

#[test]
fn a_file_of_the_callers_own_name_is_written_whole_too() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("out.jsonl");
    write_file(&path, b"{}\n").unwrap();
    write_file(&path, b"{\"a\":1}\n").unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "{\"a\":1}\n");
    assert_eq!(names(dir.path()), ["out.jsonl"]);
}

#[test]
fn two_writers_of_one_day_leave_one_whole_file() {
    let dir = tempfile::tempdir().unwrap();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..10 {
                    write_digest(&digest(small()), dir.path(), &[Format::Text], &options()).unwrap();
                }
            });
        }
    });
    assert_eq!(names(dir.path()), ["hasad-2026-11-23.txt"]);
    let text = fs::read_to_string(dir.path().join("hasad-2026-11-23.txt")).unwrap();
    assert_eq!(text, render(&digest(small()), Format::Text, &options()));
}

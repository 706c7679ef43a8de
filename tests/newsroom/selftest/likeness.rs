//! How alike the texts of the harness are: the generated ones, the copies, the rewrites.

use super::*;

fn triples(text: &str) -> HashSet<u64> {
    let words: Vec<u32> = Tokens::of(text).iter().map(|w| (word_hash(w) >> 32) as u32).collect();
    shingles(&words, 3).collect()
}

fn jaccard(a: &HashSet<u64>, b: &HashSet<u64>) -> f64 {
    let both = a.intersection(b).count() as f64;
    both / ((a.len() + b.len()) as f64 - both).max(1.0)
}

#[test]
fn generated_articles_are_distinct_and_repeatable() {
    let items = generate(150, 7);
    assert_eq!(items, generate(150, 7));
    assert_ne!(items[0].title, generate(1, 8)[0].title);
    let sets: Vec<HashSet<u64>> = items.iter().map(|i| triples(&i.paragraphs.join("\n"))).collect();
    let mut most: f64 = 0.0;
    for (n, one) in sets.iter().enumerate() {
        assert!(one.len() > 300, "{} shingles are too few for a load", one.len());
        most = sets[..n].iter().map(|other| jaccard(one, other)).fold(most, f64::max);
    }
    println!("greatest similarity of two generated articles: {most:.4}");
    assert!(most < 0.05, "two generated articles share {most} of their shingles");
    assert_eq!(items.iter().map(|i| &i.title).collect::<HashSet<_>>().len(), 150);
}

/// The share of the smaller text that the other has as well.
fn contained(a: &HashSet<u64>, b: &HashSet<u64>) -> f64 {
    a.intersection(b).count() as f64 / a.len().min(b.len()).max(1) as f64
}

#[test]
fn the_first_day_has_copies_that_are_alike_and_rewrites_that_are_not() {
    let outlets: Vec<Outlet> = cast().into_iter().map(Outlet::start).collect();
    let day = first_day(&outlets, morning());
    assert_eq!((day.texts.len(), day.same_event.len()), (20, 3));
    assert_eq!(day.pages(), outlets.iter().map(|o| o.items().len()).sum::<usize>());
    let set = |(outlet, slug): &(usize, String)| {
        triples(&outlets[*outlet].item(slug).expect("it was published").paragraphs.join("\n"))
    };
    for carried in &day.texts {
        let original = set(&carried[0]);
        for copy in &carried[1..] {
            let share = contained(&original, &set(copy));
            assert!(share > 0.75, "{copy:?} holds only {share:.2} of {:?}", carried[0]);
        }
    }
    let firsts: Vec<HashSet<u64>> = day.texts.iter().map(|carried| set(&carried[0])).collect();
    for (n, one) in firsts.iter().enumerate() {
        for (m, other) in firsts[..n].iter().enumerate() {
            let alike = jaccard(one, other);
            assert!(alike < 0.05, "{:?} and {:?} share {alike:.2}", day.texts[n][0], day.texts[m][0]);
        }
    }
    let links = outlets.iter().flat_map(|o| o.items().into_iter().flat_map(|i| i.boxes).map(move |b| (o, b)));
    let held = links.filter(|(o, b)| b.links[0].to.as_ref().is_some_and(|slug| o.item(slug).is_some())).count();
    assert_eq!(held, 3, "read-also links that lead to what the same outlet has published");
    let before = get(&outlets[1], "/feed").body;
    later_that_day(&outlets, morning() + TimeDelta::hours(8));
    assert_ne!(get(&outlets[1], "/feed").body, before);
}

#[test]
fn a_copy_differs_only_as_asked() {
    let original = story("port-strike", morning());
    assert_eq!(Copied::faithfully().of(&original).paragraphs, original.paragraphs);
    let respelled = Copied::faithfully().respelled().of(&original);
    assert_ne!(respelled.paragraphs, original.paragraphs);
    let folded = |item: &NewsItem| Tokens::of(&item.paragraphs.join("\n")).as_str().to_owned();
    assert_eq!(folded(&respelled), folded(&original), "another spelling is the same text once folded");
    let edited = Copied::faithfully().edited(3).of(&original);
    let words = |item: &NewsItem| item.paragraphs.join(" ").split(' ').map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(words(&edited).iter().zip(words(&original)).filter(|(a, b)| *a != b).count(), 3);
}

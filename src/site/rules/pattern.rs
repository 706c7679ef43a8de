//! Addresses with stars: `https://n.example/*/story/*` to `https://n.example/{1}/print/{2}`.

/// Longest pattern, in bytes.
const MAX_LENGTH: usize = 500;
/// Most stars.
const MAX_STARS: usize = 6;

/// A pattern and what is made of an address that fits it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pattern {
    from: String,
    to: String,
}

impl Pattern {
    /// Checks that the two fit each other.
    pub fn new(from: &str, to: &str) -> Result<Self, String> {
        let stars = from.matches('*').count();
        if from.len() > MAX_LENGTH || to.len() > MAX_LENGTH || stars > MAX_STARS {
            return Err(format!("longer than {MAX_LENGTH} bytes, or more than {MAX_STARS} stars"));
        }
        for (which, text) in [("match", from), ("fetch", to)] {
            if !text.starts_with("https://") && !text.starts_with("http://") {
                return Err(format!("{which} does not begin with https:// or http://"));
            }
        }
        if from.contains("**") {
            return Err("match has two stars beside each other".to_owned());
        }
        for part in to.split('{').skip(1) {
            let number = part.split_once('}').and_then(|(number, _)| number.parse::<usize>().ok());
            if !number.is_some_and(|n| (1..=stars).contains(&n)) {
                return Err(format!("fetch has {{{part:.6}, but match has {stars} stars to be numbered from 1"));
            }
        }
        Ok(Self { from: from.to_owned(), to: to.to_owned() })
    }

    /// What is made of an address; `None` when it does not fit. A star takes as little as it can, the last one the rest.
    pub fn apply(&self, address: &str) -> Option<String> {
        let mut parts = self.from.split('*');
        let mut rest = address.strip_prefix(parts.next()?)?;
        let mut taken: Vec<&str> = Vec::new();
        let mut parts = parts.peekable();
        while let Some(part) = parts.next() {
            let at = match parts.peek() {
                None if part.is_empty() => rest.len(),
                None => rest.len().checked_sub(part.len()).filter(|_| rest.ends_with(part))?,
                Some(_) => rest.find(part)?,
            };
            let (star, behind) = rest.split_at_checked(at)?;
            taken.push(star);
            rest = behind.strip_prefix(part)?;
        }
        if !rest.is_empty() || taken.iter().any(|star| star.is_empty()) {
            return None;
        }
        let numbered = taken.iter().enumerate();
        Some(numbered.fold(self.to.clone(), |to, (at, star)| to.replace(&format!("{{{}}}", at + 1), star)))
    }

    /// As written.
    pub fn texts(&self) -> (&str, &str) {
        (&self.from, &self.to)
    }
}

#[cfg(test)]
mod tests {
    use super::Pattern;

    #[test]
    fn stars_are_carried_over() {
        let print =
            Pattern::new("https://n.example/*/story/*.html", "https://n.example/print/{2}?s={1}").expect("fits");
        assert_eq!(
            print.apply("https://n.example/sport/story/77.html").as_deref(),
            Some("https://n.example/print/77?s=sport")
        );
        for other in
            ["https://n.example/story/77.html", "https://n.example/a/story/7", "https://m.example/a/story/7.html"]
        {
            assert_eq!(print.apply(other), None, "{other}");
        }
        let plain = Pattern::new("https://n.example/a", "https://n.example/b").expect("fits");
        assert_eq!(plain.apply("https://n.example/a").as_deref(), Some("https://n.example/b"));
        assert_eq!(plain.apply("https://n.example/ab"), None);
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        for (from, to) in [
            ("n.example/*", "https://n.example/{1}"),
            ("https://n.example/*", "https://n.example/{2}"),
            ("https://n.example/*", "https://n.example/{x}"),
            ("https://n.example/**", "https://n.example/{1}"),
        ] {
            assert!(Pattern::new(from, to).is_err(), "{from} {to}");
        }
    }
}

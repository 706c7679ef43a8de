//! The rules the program carries in itself, so that an installed daemon needs no files of its own.

use super::file;
use crate::config::error::ConfigErrors;
use crate::site::SiteSet;
use std::path::Path;

macro_rules! shipped {
    ($($domain:literal)*) => {
        /// The shipped files: the first domain of each, and its text.
        const FILES: &[(&str, &str)] =
            &[$(($domain, include_str!(concat!("../../../config/sites/", $domain, ".toml")))),*];
    };
}

shipped! {
    "24.ae"
    "aa.com.tr"
    "ahram.org.eg"
    "aitnews.com"
    "alarabiya.net"
    "alayam.com"
    "albayan.ae"
    "algerie360.com"
    "alittihad.ae"
    "aljadeed.tv"
    "aljazeera.net"
    "alkhaleej.ae"
    "almadapaper.net"
    "almasryalyoum.com"
    "almayadeen.net"
    "alrai.com"
    "alriyadh.com"
    "alsumaria.tv"
    "alwafd.news"
    "alwasatnews.com"
    "alwatan.com.kw"
    "alwatannews.net"
    "alwatanvoice.com"
    "aps.dz"
    "arabic.cnn.com"
    "arabic.rt.com"
    "argaam.com"
    "assabeel.net"
    "azzaman.com"
    "bbc.com"
    "dw.com"
    "echoroukonline.com"
    "elkhabar.com"
    "elmoudjahid.dz"
    "elwatannews.com"
    "emaratalyoum.com"
    "ennaharonline.com"
    "france24.com"
    "gomhuriaonline.com"
    "hespress.com"
    "horizons.dz"
    "kooora.com"
    "lbcgroup.tv"
    "lebanon24.com"
    "masrawy.com"
    "masress.com"
    "sabq.org"
    "shorouknews.com"
    "skynewsarabia.com"
    "slaati.com"
    "wam.ae"
    "youm7.com"
}

/// The shipped rules.
///
/// # Errors
/// When a shipped file is wrong, which a test rules out.
pub fn shipped() -> Result<SiteSet, ConfigErrors> {
    let mut set = SiteSet::default();
    for (domain, text) in FILES {
        set.add(file::read(text, Path::new(&format!("shipped/{domain}.toml")))?);
    }
    Ok(set)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_file_is_valid_and_carried() {
        let set = shipped().unwrap_or_else(|errors| panic!("{errors}"));
        assert_eq!(set.sites().len(), FILES.len());
        assert!(FILES.len() >= 40);
        let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("config/sites");
        let mut files: Vec<String> = std::fs::read_dir(dir)
            .expect("the directory")
            .map(|f| f.expect("a file").file_name().to_string_lossy().trim_end_matches(".toml").to_owned())
            .collect();
        files.sort();
        assert_eq!(files, FILES.iter().map(|(domain, _)| (*domain).to_owned()).collect::<Vec<_>>());
    }
}

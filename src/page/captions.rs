//! Photo stories that are told below their pictures: the captions are the text.

use super::blocks::{Block, Form, Stream};
use super::html::hints::Hints;

/// Characters of a caption that tells something.
const TELLS: usize = 60;
/// Captions that make a story.
const STORY: usize = 3;

/// Makes long captions paragraphs where they tell the story: several, and little running text beside them.
pub(super) fn speak(stream: &mut Stream) {
    let aside = Hints::FURNITURE.without(Hints::SMALL);
    let tells = |block: &Block| block.form == Form::Caption && block.chars >= TELLS && block.link_density() < 0.3;
    let captions: Vec<usize> = (0..stream.blocks.len()).filter(|at| tells(&stream.blocks[*at])).collect();
    let (Some(first), Some(last)) = (captions.first().copied(), captions.last().copied()) else { return };
    // What is said of an element around all of them says nothing of one.
    let is_aside = |at: usize| {
        stream.blocks[at].hints != Hints::ALL && stream.blocks[at].hints.any(aside)
            || stream.containers(at).any(|node| {
                let node = &stream.nodes[node];
                node.hints.any(aside) && !(node.first <= first && last < node.end)
            })
    };
    let own: Vec<usize> = captions.into_iter().filter(|at| !is_aside(*at)).collect();
    let told: usize = own.iter().map(|at| stream.blocks[*at].chars).sum();
    let prose = (0..stream.blocks.len()).filter(|at| stream.blocks[*at].is_prose() && !is_aside(*at));
    let said: usize = prose.map(|at| stream.blocks[at].chars).sum();
    if own.len() < STORY || said * 2 > told {
        return;
    }
    for at in own {
        stream.blocks[at].form = Form::Text;
    }
}

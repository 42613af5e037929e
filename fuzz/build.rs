//! Seeds the corpus of each target with the materials of the import vectors, one file for each vector.
//!
//! Each target gets all of them, because a file of one format can break the reader of another.

use std::path::Path;

fn main() {
    println!("cargo:rerun-if-changed=../vectors");
    let corpora = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    for target in ["import_openssh", "import_base64_der", "import_rfc4716"] {
        let corpus = corpora.join(target);
        std::fs::create_dir_all(&corpus).expect("the corpus directory can be created");
        for vector in keyproof::vector::embedded().vectors {
            let Some(question) = vector.question() else { continue };
            if vector.id.starts_with("import/") {
                let name = vector.id.replace('/', "_");
                std::fs::write(corpus.join(name), question.material())
                    .expect("the seed can be written");
            }
        }
    }
}

#!/bin/sh
# Writes the hashed locks beside this file, for Python 3.11 to 3.13. No index address is recorded.
# torch and what it brings (CUDA on Linux) has a lock of its own, so that a machine may take the small CPU build instead.
set -eu
cd "$(dirname "$0")/.."
uv=${UV:-.venv/bin/uv}
compile() {
    "$uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
        --no-emit-index-url --no-emit-find-links "$@"
}
torch_set="--no-emit-package torch --no-emit-package torchvision --no-emit-package triton"
for name in $(compile pyproject.toml --no-generate-hashes | sed -n 's/^\(nvidia-[a-z0-9-]*\|cuda-[a-z]*\)==.*/\1/p'); do
    torch_set="$torch_set --no-emit-package $name"
done
compile requirements/bootstrap.in --output-file requirements/bootstrap.txt
compile requirements/outside.in --output-file requirements/outside.txt
# shellcheck disable=SC2086
compile pyproject.toml $torch_set --output-file requirements/run.txt
# shellcheck disable=SC2086
compile pyproject.toml --group dev --constraint requirements/run.txt $torch_set --output-file requirements/dev.txt
compile pyproject.toml --output-file requirements/.all.txt
awk '/^[a-zA-Z0-9]/ { keep = /^(torch|torchvision|triton|nvidia-[a-z0-9-]*|cuda-[a-z]*)==/ } keep' requirements/.all.txt > requirements/torch.txt
rm requirements/.all.txt

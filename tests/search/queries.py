"""What researchers type, and what has to be among the first five.

Several slugs on a line: each of them has to be there.
"""

from __future__ import annotations

from typing import Final

QUERIES: Final = """
covid ct segmentation nifti | covid19-ct-seg-20
lung ultrasound | covidx-us pocus-covid19
x-ray more than 10000 images open licence | covidx-cxr
ultrasound videos covid | pocus-covid19
covidx | covidx-cxr covidx-ct
covidx cxr-4 | covidx-cxr
covidx v9a | covidx-cxr
ricord | midrc-ricord-1a midrc-ricord-1b midrc-ricord-1c
midrc ricord x-ray | midrc-ricord-1c
ricord ct covid negative | midrc-ricord-1b
bimcv | bimcv-covid19-plus bimcv-covid19-minus
bimcv covid negative | bimcv-covid19-minus
bimcv reports retrieval | bimcv-r
cohen image data collection | covid-chestxray-dataset
covid chestxray dataset github | covid-chestxray-dataset
ieee8023 | covid-chestxray-dataset
radiography database kaggle | covid19-radiography-database
tawsifur rahman | covid19-radiography-database
covid-qu-ex | covid-qu-ex
qata-cov19 | qata-cov19
infection masks x-ray | qata-cov19
lung masks chest x-ray | generalblockchain-cxr-seg
lesion masks ct | cncb-ct-lesion-seg
brixia score | brixia-covid19
brescia severity score | brixia-covid19
severity score chest x-ray | brixia-covid19
lung opacity score | ralo
stony brook | tcia-covid-19-ny-sbu
tcia | tcia-covid-19-ny-sbu
cancer imaging archive covid ct | tcia-ct-images-in-covid-19
rural covid arkansas | tcia-covid-19-ar
genomic clinical correlates | tcia-covid-19-ar
mosmed | mosmeddata
mosmeddata ct severity | mosmeddata
moscow ct | mosmeddata
russia | mosmeddata
stoic | stoic2021
stoic 2021 challenge training | stoic2021
france ct challenge | stoic2021
italian ultrasound | iclus-db
iclus | iclus-db
pocus | pocus-covid19
born ultrasound convex linear | pocus-covid19
blueprotocol lung ultrasound | covid-blues
medseg | medseg-covid19-ct-1 medseg-covid19-ct-2
radiopaedia | radiopaedia-covid19
radiopaedia cases | radiopaedia-covid19
eurorad | eurorad-covid19
coronacases | coronacases
20 ct volumes lung and infection | covid19-ct-seg-20
zenodo 3757476 | covid19-ct-seg-20
10.5281/zenodo.3757476 | covid19-ct-seg-20
cc-ccii | cc-ccii
china consortium chest ct | cc-ccii
cncb ct | cc-ccii
chinese ct reports | covid-19-ct-chinese
hust-19 | ictcf-hust19
ictcf clinical features | ictcf-hust19
covid-ctset | covid-ctset
iran ct | covid-ctset
low dose ct | covid-ldct
ultra low dose | covid-ldct
covid-ct-md | covid-ct-md
concordia | covid-ct-md
spgc | spgc-covid
test set ct covid cap normal | spgc-covid
sars-cov-2 ct-scan brazil | sars-cov-2-ct-scan
sao paulo ct | sars-cov-2-ct-scan
plamen eduardo soares | sars-cov-2-ct-scan
ucsd covid-ct | ucsd-covid-ct
ct from preprints medrxiv | ucsd-covid-ct
pubmed central figures | covid-19-ct-cxr
cord-19 | cord-19
figure 1 | figure1-covid
actualmed | actualmed-covid
agchung | actualmed-covid
hannover | hannover-covid19
ml workgroup hannover repository | hannover-covid19
siim fisabio rsna | siim-fisabio-rsna-covid19
bounding boxes pneumonia x-ray | siim-fisabio-rsna-covid19
kaggle competition covid detection | siim-fisabio-rsna-covid19
nccid | nccid
uk national chest imaging database | nccid
british society of thoracic imaging | bsti-covid19
uk biobank | ukb-covid19-repeat-imaging
korea | kicc-19
poland | polcovid
polcovid | polcovid
covidgr | covidgr
granada severity | covidgr
aiforcovid | aiforcovid
italy outcome prognosis chest x-ray clinical data | aiforcovid
duplicates removed merged x-ray | curated-cxr-sait
sait curated | curated-cxr-sait
augmented x-ray and ct | extensive-augmented-covid19
covid-xray-5k | covid-xray-5k
deepcovid | covid-xray-5k
v7 darwin lung segmentation | v7-covid19-xray
synthetic ct | eu-covid19-challenge-synthetic
covid lesion segmentation challenge 2020 | covid-19-20
inrad brazil x-ray ct | inrad-covid19
cov19-ct-db kollias | cov19-ct-db
zaffino lung tissue classification | zaffino-covid-ct-62
"""


def table() -> list[tuple[str, tuple[str, ...]]]:
    """The queries, each with the slugs that it has to find."""
    lines = [line.rpartition(" | ") for line in QUERIES.strip().splitlines()]
    return [(text, tuple(slugs.split())) for text, _, slugs in lines]

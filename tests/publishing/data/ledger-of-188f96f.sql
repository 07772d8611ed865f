-- The ledger of tests/example as radcat at 188f96f wrote it, with what that version let through.
CREATE TABLE finding (
	place VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	published BOOLEAN NOT NULL, 
	sha256 VARCHAR NOT NULL, 
	summary TEXT NOT NULL, 
	PRIMARY KEY (place)
);
CREATE TABLE head (
	name VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	status VARCHAR NOT NULL, 
	sequence INTEGER NOT NULL, 
	PRIMARY KEY (name), 
	FOREIGN KEY(sequence) REFERENCES version (sequence)
);
CREATE TABLE link_answer (
	address VARCHAR NOT NULL, 
	status INTEGER, 
	reason VARCHAR NOT NULL, 
	final VARCHAR NOT NULL, 
	date VARCHAR NOT NULL, 
	PRIMARY KEY (address)
);
CREATE TABLE membership (
	name VARCHAR NOT NULL, 
	target VARCHAR NOT NULL, 
	sequence INTEGER NOT NULL, 
	PRIMARY KEY (name, target)
);
CREATE TABLE meta (
	"key" VARCHAR NOT NULL, 
	value VARCHAR NOT NULL, 
	PRIMARY KEY ("key")
);
CREATE TABLE pending (
	sequence INTEGER NOT NULL, 
	place VARCHAR NOT NULL, 
	"before" VARCHAR, 
	PRIMARY KEY (sequence), 
	FOREIGN KEY(sequence) REFERENCES version (sequence)
);
CREATE TABLE reference (
	name VARCHAR NOT NULL, 
	target VARCHAR NOT NULL, 
	PRIMARY KEY (name, target)
);
CREATE TABLE token (
	name VARCHAR NOT NULL, 
	role VARCHAR NOT NULL, 
	sha256 VARCHAR NOT NULL, 
	created VARCHAR NOT NULL, 
	expires VARCHAR, 
	revoked VARCHAR, 
	last_used VARCHAR, 
	PRIMARY KEY (name), 
	UNIQUE (sha256)
);
CREATE TABLE version (
	sequence INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	kind VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	status VARCHAR NOT NULL, 
	sha256 VARCHAR NOT NULL, 
	date VARCHAR NOT NULL, 
	agent VARCHAR NOT NULL, 
	reason VARCHAR NOT NULL, 
	text BLOB NOT NULL
);
CREATE INDEX head_in_order ON head (sequence);
CREATE INDEX head_of_kind ON head (kind, status, name);
CREATE INDEX head_of_kind_in_order ON head (kind, sequence);
CREATE INDEX membership_in_order ON membership (target, sequence);
CREATE INDEX reference_to ON reference (target, name);
CREATE INDEX version_of_date ON version (date, sequence);
CREATE INDEX version_of_kind ON version (kind, sequence);
CREATE INDEX version_of_name ON version (name, sequence);
INSERT INTO version VALUES (1, 'ontology', 'ns/tides', 'published', 'ef316085f38a239866636988eb1812f8a7768dd0677bb401dc87b53233a35133', '2026-11-26T01:35:43Z', 'folder', 'the file was changed', CAST('@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix tides: <ns/tides#> .
@prefix vann: <http://purl.org/vocab/vann/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<ns/tides>
    a owl:Ontology ;
    dcterms:title "Terms for tide gauge records"@en ;
    dcterms:description "The few terms that an example catalogue of tide gauges needs beside DCAT, Dublin Core and schema.org. The archipelago, its gauges and its people are invented."@en ;
    dcterms:license <https://creativecommons.org/publicdomain/zero/1.0/> ;
    owl:versionInfo "1.0.0" ;
    vann:preferredNamespacePrefix "tides" .

tides:Station
    a owl:Class ;
    rdfs:label "station"@en ;
    skos:definition "A place where an instrument measures the height of the sea."@en ;
    rdfs:isDefinedBy <ns/tides> ;
    rdfs:subClassOf dcterms:Location ;
    skos:note "A dcterms:Location alone does not say that anything is measured there."@en .

tides:datum
    a owl:ObjectProperty ;
    rdfs:label "datum"@en ;
    skos:definition "The level from which the heights in a dataset are counted."@en ;
    rdfs:domain dcat:Dataset ;
    rdfs:isDefinedBy <ns/tides> ;
    rdfs:range skos:Concept ;
    skos:note "dcterms:conformsTo would lose the difference between a reference level and a standard."@en .

tides:instrument
    a owl:ObjectProperty ;
    rdfs:label "instrument"@en ;
    skos:definition "The kind of gauge that stands at a station."@en ;
    rdfs:domain tides:Station ;
    rdfs:isDefinedBy <ns/tides> ;
    rdfs:range skos:Concept ;
    skos:note "schema:measurementTechnique describes a dataset, and a station may outlive several datasets."@en .

tides:measurementCount
    a owl:DatatypeProperty ;
    rdfs:label "number of measurements"@en ;
    skos:definition "How many readings of the sea level a dataset holds."@en ;
    rdfs:domain dcat:Dataset ;
    rdfs:isDefinedBy <ns/tides> ;
    rdfs:range xsd:nonNegativeInteger ;
    skos:note "void:entities counts entities of an RDF dataset, and these are rows of a table."@en .
' AS BLOB));
INSERT INTO version VALUES (2, 'scheme', 'ns/access', 'published', '505f57566542ac5eeb2d804adb608920c7414caf52cb4aa4e014665baea5f0ce', '2026-11-26T01:35:43Z', 'folder', 'the file was changed', CAST('@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

<ns/access>
    a skos:ConceptScheme ;
    dcterms:title "Conditions of access"@en ;
    dcterms:description "What a visitor must do to obtain a dataset."@en ;
    skos:hasTopConcept
        <ns/access/open> ,
        <ns/access/registration> ,
        <ns/access/request> ,
        <ns/access/unknown> .

<ns/access/open>
    a skos:Concept ;
    skos:prefLabel "open"@en ;
    skos:definition "Anybody can download the files without an account."@en ;
    skos:notation "open" ;
    skos:inScheme <ns/access> ;
    skos:topConceptOf <ns/access> .

<ns/access/registration>
    a skos:Concept ;
    skos:prefLabel "registration"@en ;
    skos:altLabel "free account"@en ;
    skos:definition "A free account is needed, and nobody decides who may have one."@en ;
    skos:notation "registration" ;
    skos:inScheme <ns/access> ;
    skos:topConceptOf <ns/access> .

<ns/access/request>
    a skos:Concept ;
    skos:prefLabel "on request"@en ;
    skos:definition "The publisher decides on each request."@en ;
    skos:notation "request" ;
    skos:inScheme <ns/access> ;
    skos:topConceptOf <ns/access> .

<ns/access/unknown>
    a skos:Concept ;
    skos:prefLabel "unknown"@en ;
    skos:definition "The conditions are not stated."@en ;
    skos:notation "unknown" ;
    skos:inScheme <ns/access> ;
    skos:topConceptOf <ns/access> .
' AS BLOB));
INSERT INTO version VALUES (3, 'scheme', 'ns/datum', 'published', '45ae4c63170c8ba56797bf2a6ee643bb51b845456c2e441a9b8bf53875805cc5', '2026-11-26T01:35:43Z', 'folder', 'the file was changed', CAST('@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

<ns/datum>
    a skos:ConceptScheme ;
    dcterms:title "Datums"@en ;
    dcterms:description "The levels from which heights are counted."@en ;
    skos:hasTopConcept
        <ns/datum/chart-datum> ,
        <ns/datum/local-benchmark> ,
        <ns/datum/mean-sea-level> .

<ns/datum/chart-datum>
    a skos:Concept ;
    skos:prefLabel "chart datum"@en ;
    skos:altLabel "lowest astronomical tide"@en ;
    skos:definition "The level below which the tide seldom falls, from which depths on charts are counted."@en ;
    skos:notation "chart-datum" ;
    skos:inScheme <ns/datum> ;
    skos:topConceptOf <ns/datum> .

<ns/datum/local-benchmark>
    a skos:Concept ;
    skos:prefLabel "local benchmark"@en ;
    skos:altLabel "tide board zero"@en ;
    skos:definition "The zero mark of one tide board, not tied to any other level."@en ;
    skos:notation "local-benchmark" ;
    skos:inScheme <ns/datum> ;
    skos:topConceptOf <ns/datum> .

<ns/datum/mean-sea-level>
    a skos:Concept ;
    skos:prefLabel "mean sea level"@en ;
    skos:definition "The average height of the sea at a station over many years."@en ;
    skos:notation "mean-sea-level" ;
    skos:inScheme <ns/datum> ;
    skos:topConceptOf <ns/datum> .
' AS BLOB));
INSERT INTO version VALUES (4, 'scheme', 'ns/instrument', 'published', '6deb58491b07842b253ec45dda11ca3c29f78e06a9f167df85910d8fae574eb1', '2026-11-26T01:35:43Z', 'folder', 'the file was changed', CAST('@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

<ns/instrument>
    a skos:ConceptScheme ;
    dcterms:title "Instruments"@en ;
    dcterms:description "The kinds of tide gauge that the stations use."@en ;
    skos:hasTopConcept
        <ns/instrument/acoustic> ,
        <ns/instrument/float> ,
        <ns/instrument/pressure> ,
        <ns/instrument/radar> .

<ns/instrument/acoustic>
    a skos:Concept ;
    skos:prefLabel "acoustic gauge"@en ;
    skos:altLabel "sounding tube"@en ;
    skos:definition "A gauge that times the echo of a sound pulse from the water."@en ;
    skos:notation "acoustic" ;
    skos:inScheme <ns/instrument> ;
    skos:topConceptOf <ns/instrument> .

<ns/instrument/float>
    a skos:Concept ;
    skos:prefLabel "float gauge"@en ;
    skos:altLabel "stilling well"@en ;
    skos:definition "A gauge whose float rises and falls in a well that keeps out the waves."@en ;
    skos:notation "float" ;
    skos:inScheme <ns/instrument> ;
    skos:topConceptOf <ns/instrument> .

<ns/instrument/pressure>
    a skos:Concept ;
    skos:prefLabel "pressure gauge"@en ;
    skos:altLabel "bubbler"@en ;
    skos:definition "A gauge that weighs the column of water above a sensor on the sea bed."@en ;
    skos:notation "pressure" ;
    skos:inScheme <ns/instrument> ;
    skos:topConceptOf <ns/instrument> .

<ns/instrument/radar>
    a skos:Concept ;
    skos:prefLabel "radar gauge"@en ;
    skos:definition "A gauge that times the echo of a radio pulse from the water."@en ;
    skos:notation "radar" ;
    skos:inScheme <ns/instrument> ;
    skos:topConceptOf <ns/instrument> .
' AS BLOB));
INSERT INTO version VALUES (5, 'scheme', 'ns/status', 'published', '3cbf225db9a7c3452ee48fb5bf99496128aae34fa1334a1f2f4998b59d75c439', '2026-11-26T01:35:43Z', 'folder', 'the file was changed', CAST('@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

<ns/status>
    a skos:ConceptScheme ;
    dcterms:title "Status"@en ;
    dcterms:description "Whether a dataset can still be reached."@en ;
    skos:hasTopConcept
        <ns/status/archived> ,
        <ns/status/moved> ,
        <ns/status/offline> ,
        <ns/status/online> ,
        <ns/status/unknown> ,
        <ns/status/withdrawn> .

<ns/status/archived>
    a skos:Concept ;
    skos:prefLabel "archived"@en ;
    skos:definition "A copy survives in an archive, and the first publisher no longer offers it."@en ;
    skos:notation "archived" ;
    skos:inScheme <ns/status> ;
    skos:topConceptOf <ns/status> .

<ns/status/moved>
    a skos:Concept ;
    skos:prefLabel "moved"@en ;
    skos:definition "The dataset is offered at another address than the one first published."@en ;
    skos:notation "moved" ;
    skos:inScheme <ns/status> ;
    skos:topConceptOf <ns/status> .

<ns/status/offline>
    a skos:Concept ;
    skos:prefLabel "offline"@en ;
    skos:definition "No address is known at which the dataset can be reached."@en ;
    skos:notation "offline" ;
    skos:inScheme <ns/status> ;
    skos:topConceptOf <ns/status> .

<ns/status/online>
    a skos:Concept ;
    skos:prefLabel "online"@en ;
    skos:definition "The publisher offers the dataset at the address given."@en ;
    skos:notation "online" ;
    skos:inScheme <ns/status> ;
    skos:topConceptOf <ns/status> .

<ns/status/unknown>
    a skos:Concept ;
    skos:prefLabel "unknown"@en ;
    skos:definition "Nobody has looked yet."@en ;
    skos:notation "unknown" ;
    skos:inScheme <ns/status> ;
    skos:topConceptOf <ns/status> .

<ns/status/withdrawn>
    a skos:Concept ;
    skos:prefLabel "withdrawn"@en ;
    skos:definition "The publisher has taken the dataset back."@en ;
    skos:notation "withdrawn" ;
    skos:inScheme <ns/status> ;
    skos:topConceptOf <ns/status> .
' AS BLOB));
INSERT INTO version VALUES (6, 'shapes', 'shapes/recommended', 'published', '32e01ed6fce146258b41d8cf12e5ec7dbbe67ffacd4937f4c936228aa3c28830', '2026-11-26T01:35:43Z', 'folder', 'the file was changed', CAST('@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix shape: <shapes/recommended#> .

<shapes/recommended>
    a owl:Ontology ;
    dcterms:title "What a good record of the tide catalogue also states"@en ;
    dcterms:description "A record that misses one of these can be published but loses points of quality."@en .

shape:Dataset
    a sh:NodeShape ;
    sh:targetClass dcat:Dataset ;
    sh:property shape:Dataset-keyword ,
        shape:Dataset-creator ,
        shape:Dataset-issued ,
        shape:Dataset-license ,
        shape:Dataset-spatial .

shape:Dataset-keyword
    a sh:PropertyShape ;
    sh:path dcat:keyword ;
    sh:name "keywords"@en ;
    sh:description "Words that a visitor may type, which need not occur in the title."@en ;
    sh:message "Give at least three keywords, each with its language tag."@en ;
    sh:severity sh:Warning ;
    sh:minCount 3 ;
    sh:datatype rdf:langString ;
    sh:order 8 ;
    sh:group <shapes/required#Overview> ;
    rdfs:seeAlso <https://www.w3.org/TR/vocab-dcat-3/#Property:resource_keyword> .

shape:Dataset-creator
    a sh:PropertyShape ;
    sh:path dcterms:creator ;
    sh:description "Whoever uses the data wants to credit its makers."@en ;
    sh:message "Name at least one creator that has a file under records/agents."@en ;
    sh:severity sh:Warning ;
    sh:minCount 1 ;
    rdfs:seeAlso <https://www.w3.org/TR/vocab-dcat-3/#Property:resource_creator> .

shape:Dataset-issued
    a sh:PropertyShape ;
    sh:path dcterms:issued ;
    sh:description "A date, if only a year, tells visitors how old the data is."@en ;
    sh:message "Say when the dataset first appeared, such as \"2020\"^^xsd:gYear."@en ;
    sh:severity sh:Warning ;
    sh:minCount 1 ;
    rdfs:seeAlso <https://www.w3.org/TR/vocab-dcat-3/#Property:resource_release_date> .

shape:Dataset-license
    a sh:PropertyShape ;
    sh:path dcterms:license ;
    sh:description "A licence with an address lets machines decide whether they may use the data."@en ;
    sh:message "Find out under which licence the data may be used and name it by its IRI, such as https://creativecommons.org/licenses/by/4.0/ ."@en ;
    sh:severity sh:Warning ;
    sh:minCount 1 ;
    rdfs:seeAlso <https://www.w3.org/TR/vocab-dcat-3/#Property:resource_license> .

shape:Dataset-spatial
    a sh:PropertyShape ;
    sh:path dcterms:spatial ;
    sh:description "Readings without a place are of little use."@en ;
    sh:message "Point to the tides:Station whose gauge made the readings."@en ;
    sh:severity sh:Warning ;
    sh:minCount 1 ;
    rdfs:seeAlso <https://www.w3.org/TR/vocab-dcat-3/#Property:dataset_spatial> .
' AS BLOB));
INSERT INTO version VALUES (7, 'shapes', 'shapes/required', 'published', 'ef89ed50b415fb0effd63f0f7c4daa2860b4dd0d63cf724ee0b55489bfd128e5', '2026-11-26T01:35:43Z', 'folder', 'the file was changed', CAST('@prefix adms: <http://www.w3.org/ns/adms#> .
@prefix bibo: <http://purl.org/ontology/bibo/> .
@prefix csvw: <http://www.w3.org/ns/csvw#> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix shape: <shapes/required#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix tides: <ns/tides#> .
@prefix vcard: <http://www.w3.org/2006/vcard/ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<shapes/required>
    a owl:Ontology ;
    dcterms:title "What every record of the tide catalogue must state"@en ;
    dcterms:description "A record that breaks one of these shapes cannot be published."@en .

shape:Overview
    a sh:PropertyGroup ;
    rdfs:label "Overview"@en ;
    sh:order 1 .

shape:Measurements
    a sh:PropertyGroup ;
    rdfs:label "Measurements"@en ;
    sh:order 2 .

shape:Access
    a sh:PropertyGroup ;
    rdfs:label "Access and licence"@en ;
    sh:order 3 .

shape:Provenance
    a sh:PropertyGroup ;
    rdfs:label "Provenance"@en ;
    sh:order 4 .

shape:Files
    a sh:PropertyGroup ;
    rdfs:label "Files"@en ;
    sh:order 5 .

shape:Status
    a sh:PropertyGroup ;
    rdfs:label "Status"@en ;
    sh:order 6 .

shape:Dataset-licence-or-rights
    a sh:NodeShape ;
    sh:targetClass dcat:Dataset ;
    rdfs:label "licence or rights"@en ;
    sh:description "A visitor must learn what the data may be used for, or that nobody has said so."@en ;
    sh:message "Name the licence with dcterms:license, or state the rights with dcterms:rights, if only to say that the publisher states none."@en ;
    sh:severity sh:Violation ;
    sh:or ( [ sh:path dcterms:license ; sh:minCount 1 ] [ sh:path dcterms:rights ; sh:minCount 1 ] ) ;
    rdfs:seeAlso <https://www.w3.org/TR/vocab-dcat-3/#license-rights> .

shape:Dataset
    a sh:NodeShape ;
    sh:targetClass dcat:Dataset ;
    sh:property shape:Dataset-title ,
        shape:Dataset-alternative ,
        shape:Dataset-description ,
        shape:Dataset-identifier ,
        shape:Dataset-other-identifier ,
        shape:Dataset-landingPage ,
        shape:Dataset-theme ,
        shape:Dataset-datum ,
        shape:Dataset-spatial ,
        shape:Dataset-measurementCount ,
        shape:Dataset-license ,
        shape:Dataset-rights ,
        shape:Dataset-accessRights ,
        shape:Dataset-conditionsOfAccess ,
        shape:Dataset-publisher ,
        shape:Dataset-creator ,
        shape:Dataset-authorList ,
        shape:Dataset-contactPoint ,
        shape:Dataset-version ,
        shape:Dataset-issued ,
        shape:Dataset-modified ,
        shape:Dataset-wasDerivedFrom ,
        shape:Dataset-isPartOf ,
        shape:Dataset-position ,
        shape:Dataset-isReferencedBy ,
        shape:Dataset-distribution ,
        shape:Dataset-status ,
        shape:Dataset-editorialNote .

shape:Dataset-title
    a sh:PropertyShape ;
    sh:path dcterms:title ;
    sh:name "title"@en ;
    sh:description "The name by which people will look for the dataset, once in each language."@en ;
    sh:message "Give the dataset one title in each language, with its language tag, such as \"Hourly sea level at Gullhaven\"@en."@en ;
    sh:severity sh:Violation ;
    sh:minCount 1 ;
    sh:datatype rdf:langString ;
    sh:uniqueLang true ;
    sh:order 1 ;
    sh:group <shapes/required#Overview> ;
    rdfs:seeAlso <https://www.w3.org/TR/vocab-dcat-3/#Property:resource_title> .

shape:Dataset-alternative
    a sh:PropertyShape ;
    sh:path dcterms:alternative ;
    sh:name "also known as"@en ;
    sh:description "Another name under which the dataset is cited."@en ;
    sh:message "Write the other name as text with its language tag."@en ;
    sh:severity sh:Violation ;
    sh:datatype rdf:langString ;
    sh:order 2 ;
    sh:group <shapes/required#Overview> ;
    rdfs:seeAlso <http://purl.org/dc/terms/alternative> .

shape:Dataset-description
    a sh:PropertyShape ;
    sh:path dcterms:description ;
    sh:name "description"@en ;
    sh:description "What was measured, where the readings come from, and what to watch for."@en ;
    sh:message "Describe the dataset in 50 to 5000 characters, once in each language, with a language tag."@en ;
    sh:severity sh:Violation ;
    sh:minCount 1 ;
    sh:datatype rdf:langString ;
    sh:uniqueLang true ;
    sh:minLength 50 ;
    sh:maxLength 5000 ;
    sh:order 3 ;
    sh:group <shapes/required#Overview> ;
    rdfs:seeAlso <https://developers.google.com/search/docs/appearance/structured-data/dataset> .

shape:Dataset-identifier
    a sh:PropertyShape ;
    sh:path dcterms:identifier ;
    sh:name "identifier"@en ;
    sh:description "The last part of the record''s address."@en ;
    sh:message "Give one identifier, equal to the name of the record''s file, in lower-case letters, digits and hyphens."@en ;
    sh:severity sh:Violation ;
    sh:minCount 1 ;
    sh:maxCount 1 ;
    sh:datatype xsd:string ;
    sh:pattern "^[a-z0-9]+(-[a-z0-9]+)*$" ;
    sh:order 4 ;
    sh:group <shapes/required#Overview> ;
    rdfs:seeAlso <https://www.w3.org/TR/vocab-dcat-3/#Property:resource_identifier> .

shape:Dataset-other-identifier
    a sh:PropertyShape ;
    sh:path adms:identifier ;
    sh:name "other identifier"@en ;
    sh:description "An identifier that somebody else gave the dataset, such as a DOI."@en ;
    sh:message "Point to an adms:Identifier in this record."@en ;
    sh:severity sh:Violation ;
    sh:class adms:Identifier ;
    sh:order 5 ;
    sh:group <shapes/required#Overview> ;
    rdfs:seeAlso <https://www.w3.org/TR/vocab-adms/#adms_identifier> .

shape:Dataset-landingPage
    a sh:PropertyShape ;
    sh:path dcat:landingPage ;
    sh:name "landing page"@en ;
    sh:description "The page on which the publisher presents the dataset."@en ;
    sh:message "Give the address of the publisher''s page, starting with http:// or https://."@en ;
    sh:severity sh:Violation ;
    sh:minCount 1 ;
    sh:nodeKind sh:IRI ;
    sh:pattern "^https?://" ;
    sh:order 6 ;
    sh:group <shapes/required#Overview> ;
    rdfs:seeAlso <https://www.w3.org/TR/vocab-dcat-3/#Property:resource_landing_page> .

shape:Dataset-theme
    a sh:PropertyShape ;
    sh:path dcat:theme ;
    sh:name "theme"@en ;
    sh:description "The broad subject, so that general portals can sort the dataset."@en ;
    sh:message "Name at least one theme of the EU data theme authority table, such as http://publications.europa.eu/resource/authority/data-theme/ENVI ."@en ;
    sh:severity sh:Violation ;
    sh:minCount 1 ;
    sh:nodeKind sh:IRI ;
    sh:pattern "^http://publications\\.europa\\.eu/resource/authority/data-theme/[A-Z]+$" ;
    sh:order 7 ;
    sh:group <shapes/required#Overview> ;
    rdfs:seeAlso <https://www.w3.org/TR/vocab-dcat-3/#Property:resource_theme> .

shape:Dataset-datum
    a sh:PropertyShape ;
    sh:path tides:datum ;
    sh:name "datum"@en ;
    sh:description "The level from which the heights are counted."@en ;
    sh:message "Name exactly one datum, such as <ns/datum/chart-datum>."@en ;
    sh:severity sh:Violation ;
    sh:minCount 1 ;
    sh:maxCount 1 ;
    sh:order 1 ;
    sh:group <shapes/required#Measurements> ;
    rdfs:seeAlso <ns/tides> .

shape:Dataset-spatial
    a sh:PropertyShape ;
    sh:path dcterms:spatial ;
    sh:name "station"@en ;
    sh:description "The station whose gauge made the readings."@en ;
    sh:message "Point to a tides:Station described in a record of this catalogue."@en ;
    sh:severity sh:Violation ;
    sh:class tides:Station ;
    sh:order 2 ;
    sh:group <shapes/required#Measurements> ;
    rdfs:seeAlso <https://www.w3.org/TR/vocab-dcat-3/#Property:dataset_spatial> .

shape:Dataset-measurementCount
    a sh:PropertyShape ;
    sh:path tides:measurementCount ;
    sh:name "number of measurements"@en ;
    sh:description "How many readings the dataset holds; left out if nobody has counted."@en ;
    sh:message "Give one count of zero or more as an xsd:nonNegativeInteger."@en ;
    sh:severity sh:Violation ;
    sh:maxCount 1 ;
    sh:datatype xsd:nonNegativeInteger ;
    sh:order 3 ;
    sh:group <shapes/required#Measurements> ;
    rdfs:seeAlso <ns/tides> .

shape:Dataset-license
    a sh:PropertyShape ;
    sh:path dcterms:license ;
    sh:name "licence"@en ;
    sh:description "The licence under which the data may be used."@en ;
    sh:message "Name the licence by its IRI, such as https://creativecommons.org/licenses/by/4.0/ ."@en ;
    sh:severity sh:Violation ;
    sh:nodeKind sh:IRI ;
    sh:order 1 ;
    sh:group <shapes/required#Access> ;
    rdfs:seeAlso <https://www.w3.org/TR/vocab-dcat-3/#Property:resource_license> .

shape:Dataset-rights
    a sh:PropertyShape ;
    sh:path dcterms:rights ;
    sh:name "rights"@en ;
    sh:description "What a licence does not say, or that no licence is stated."@en ;
    sh:message "Point to a dcterms:RightsStatement in this record."@en ;
    sh:severity sh:Violation ;
    sh:class dcterms:RightsStatement ;
    sh:order 2 ;
    sh:group <shapes/required#Access> ;
    rdfs:seeAlso <https://www.w3.org/TR/vocab-dcat-3/#Property:resource_rights> .

shape:Dataset-accessRights
    a sh:PropertyShape ;
    sh:path dcterms:accessRights ;
    sh:name "access rights"@en ;
    sh:description "Whether the public may have the data."@en ;
    sh:message "Name one access right of the EU authority table, such as http://publications.europa.eu/resource/authority/access-right/PUBLIC ."@en ;
    sh:severity sh:Violation ;
    sh:maxCount 1 ;
    sh:nodeKind sh:IRI ;
    sh:pattern "^http://publications\\.europa\\.eu/resource/authority/access-right/[A-Z_]+$" ;
    sh:order 3 ;
    sh:group <shapes/required#Access> ;
    rdfs:seeAlso <https://www.w3.org/TR/vocab-dcat-3/#Property:resource_access_rights> .

shape:Dataset-conditionsOfAccess
    a sh:PropertyShape ;
    sh:path schema:conditionsOfAccess ;
    sh:name "conditions of access"@en ;
    sh:description "What a visitor must do to get the files."@en ;
    sh:message "Name exactly one condition, such as <ns/access/open>."@en ;
    sh:severity sh:Violation ;
    sh:minCount 1 ;
    sh:maxCount 1 ;
    sh:order 4 ;
    sh:group <shapes/required#Access> ;
    rdfs:seeAlso <https://schema.org/conditionsOfAccess> .

shape:Dataset-publisher
    a sh:PropertyShape ;
    sh:path dcterms:publisher ;
    sh:name "publisher"@en ;
    sh:description "The body that offers the dataset."@en ;
    sh:message "Name one publisher that has a file under records/agents."@en ;
    sh:severity sh:Violation ;
    sh:maxCount 1 ;
    sh:class foaf:Agent ;
    sh:order 1 ;
    sh:group <shapes/required#Provenance> ;
    rdfs:seeAlso <https://www.w3.org/TR/vocab-dcat-3/#Property:resource_publisher> .

shape:Dataset-creator
    a sh:PropertyShape ;
    sh:path dcterms:creator ;
    sh:name "creator"@en ;
    sh:description "A person or body that made the dataset."@en ;
    sh:message "Name creators that have a file under records/agents."@en ;
    sh:severity sh:Violation ;
    sh:class foaf:Agent ;
    sh:order 2 ;
    sh:group <shapes/required#Provenance> ;
    rdfs:seeAlso <https://www.w3.org/TR/vocab-dcat-3/#Property:resource_creator> .

shape:Dataset-authorList
    a sh:PropertyShape ;
    sh:path bibo:authorList ;
    sh:name "creators in order"@en ;
    sh:description "The creators in the order in which they wish to be named."@en ;
    sh:message "Give one list of creators, each of whom is also a dcterms:creator."@en ;
    sh:severity sh:Violation ;
    sh:maxCount 1 ;
    sh:nodeKind sh:BlankNodeOrIRI ;
    sh:order 3 ;
    sh:group <shapes/required#Provenance> ;
    rdfs:seeAlso <http://purl.org/ontology/bibo/authorList> .

shape:Dataset-contactPoint
    a sh:PropertyShape ;
    sh:path dcat:contactPoint ;
    sh:name "contact"@en ;
    sh:description "Whom to ask about the dataset."@en ;
    sh:message "Point to a vcard:Kind in this record."@en ;
    sh:severity sh:Violation ;
    sh:class vcard:Kind ;
    sh:order 4 ;
    sh:group <shapes/required#Provenance> ;
    rdfs:seeAlso <https://www.w3.org/TR/vocab-dcat-3/#Property:resource_contact_point> .

shape:Dataset-version
    a sh:PropertyShape ;
    sh:path dcat:version ;
    sh:name "version"@en ;
    sh:description "The version that the record describes, as its publisher writes it."@en ;
    sh:message "Give one version as plain text."@en ;
    sh:severity sh:Violation ;
    sh:maxCount 1 ;
    sh:datatype xsd:string ;
    sh:order 5 ;
    sh:group <shapes/required#Provenance> ;
    rdfs:seeAlso <https://www.w3.org/TR/vocab-dcat-3/#Property:resource_version> .

shape:Dataset-issued
    a sh:PropertyShape ;
    sh:path dcterms:issued ;
    sh:name "issued"@en ;
    sh:description "When the dataset first appeared, as precisely as is known."@en ;
    sh:message "Give one date typed as xsd:gYear, xsd:gYearMonth, xsd:date or xsd:dateTime."@en ;
    sh:severity sh:Violation ;
    sh:maxCount 1 ;
    sh:or ( [ sh:datatype xsd:gYear ] [ sh:datatype xsd:gYearMonth ] [ sh:datatype xsd:date ] [ sh:datatype xsd:dateTime ] ) ;
    sh:order 6 ;
    sh:group <shapes/required#Provenance> ;
    rdfs:seeAlso <https://www.w3.org/TR/vocab-dcat-3/#Property:resource_release_date> .

shape:Dataset-modified
    a sh:PropertyShape ;
    sh:path dcterms:modified ;
    sh:name "modified"@en ;
    sh:description "When the dataset last changed, as precisely as is known."@en ;
    sh:message "Give one date typed as xsd:gYear, xsd:gYearMonth, xsd:date or xsd:dateTime."@en ;
    sh:severity sh:Violation ;
    sh:maxCount 1 ;
    sh:or ( [ sh:datatype xsd:gYear ] [ sh:datatype xsd:gYearMonth ] [ sh:datatype xsd:date ] [ sh:datatype xsd:dateTime ] ) ;
    sh:order 7 ;
    sh:group <shapes/required#Provenance> ;
    rdfs:seeAlso <https://www.w3.org/TR/vocab-dcat-3/#Property:resource_update_date> .

shape:Dataset-wasDerivedFrom
    a sh:PropertyShape ;
    sh:path prov:wasDerivedFrom ;
    sh:name "derived from"@en ;
    sh:description "The dataset or outside work from which this one was made."@en ;
    sh:message "Name a dataset of this catalogue or a work that has a file under records/externals."@en ;
    sh:severity sh:Violation ;
    sh:or ( [ sh:class dcat:Dataset ] [ sh:class prov:Entity ] ) ;
    sh:order 8 ;
    sh:group <shapes/required#Provenance> ;
    rdfs:seeAlso <https://www.w3.org/TR/prov-o/#wasDerivedFrom> .

shape:Dataset-isPartOf
    a sh:PropertyShape ;
    sh:path dcterms:isPartOf ;
    sh:name "part of"@en ;
    sh:description "The larger dataset of which this one is a part."@en ;
    sh:message "Name a dataset of this catalogue."@en ;
    sh:severity sh:Violation ;
    sh:class dcat:Dataset ;
    sh:order 9 ;
    sh:group <shapes/required#Provenance> ;
    rdfs:seeAlso <http://purl.org/dc/terms/isPartOf> .

shape:Dataset-position
    a sh:PropertyShape ;
    sh:path schema:position ;
    sh:name "position in the series"@en ;
    sh:description "The number that the publisher gave this part."@en ;
    sh:message "Give one whole number."@en ;
    sh:severity sh:Violation ;
    sh:maxCount 1 ;
    sh:datatype xsd:integer ;
    sh:order 10 ;
    sh:group <shapes/required#Provenance> ;
    rdfs:seeAlso <https://schema.org/position> .

shape:Dataset-isReferencedBy
    a sh:PropertyShape ;
    sh:path dcterms:isReferencedBy ;
    sh:name "described in"@en ;
    sh:description "A publication that describes or uses the dataset."@en ;
    sh:message "Give the address of the publication."@en ;
    sh:severity sh:Violation ;
    sh:nodeKind sh:IRI ;
    sh:order 11 ;
    sh:group <shapes/required#Provenance> ;
    rdfs:seeAlso <https://www.w3.org/TR/vocab-dcat-3/#Property:resource_is_referenced_by> .

shape:Dataset-distribution
    a sh:PropertyShape ;
    sh:path dcat:distribution ;
    sh:name "files"@en ;
    sh:description "A form in which the dataset can be had."@en ;
    sh:message "Point to a dcat:Distribution in this record."@en ;
    sh:severity sh:Violation ;
    sh:class dcat:Distribution ;
    sh:order 1 ;
    sh:group <shapes/required#Files> ;
    rdfs:seeAlso <https://www.w3.org/TR/vocab-dcat-3/#Property:dataset_distribution> .

shape:Dataset-status
    a sh:PropertyShape ;
    sh:path adms:status ;
    sh:name "status"@en ;
    sh:description "Whether the dataset can still be reached."@en ;
    sh:message "Name exactly one status, such as <ns/status/online>."@en ;
    sh:severity sh:Violation ;
    sh:minCount 1 ;
    sh:maxCount 1 ;
    sh:order 1 ;
    sh:group <shapes/required#Status> ;
    rdfs:seeAlso <https://www.w3.org/TR/vocab-dcat-3/#Property:resource_status> .

shape:Dataset-editorialNote
    a sh:PropertyShape ;
    sh:path skos:editorialNote ;
    sh:name "note"@en ;
    sh:description "What a curator found and a visitor should know."@en ;
    sh:message "Write the note as text with its language tag."@en ;
    sh:severity sh:Violation ;
    sh:datatype rdf:langString ;
    sh:order 2 ;
    sh:group <shapes/required#Status> ;
    rdfs:seeAlso <http://www.w3.org/2004/02/skos/core#editorialNote> .

shape:Distribution
    a sh:NodeShape ;
    sh:targetClass dcat:Distribution ;
    sh:property shape:Distribution-title ,
        shape:Distribution-accessURL ,
        shape:Distribution-downloadURL ,
        shape:Distribution-format ,
        shape:Distribution-mediaType ,
        shape:Distribution-byteSize ,
        shape:Distribution-license .

shape:Distribution-title
    a sh:PropertyShape ;
    sh:path dcterms:title ;
    sh:name "title"@en ;
    sh:description "What a visitor gets in this form."@en ;
    sh:message "Give the distribution a title with its language tag."@en ;
    sh:severity sh:Violation ;
    sh:minCount 1 ;
    sh:datatype rdf:langString ;
    sh:uniqueLang true ;
    sh:order 1 ;
    sh:group <shapes/required#Files> ;
    rdfs:seeAlso <https://www.w3.org/TR/vocab-dcat-3/#Property:distribution_title> .

shape:Distribution-accessURL
    a sh:PropertyShape ;
    sh:path dcat:accessURL ;
    sh:name "access address"@en ;
    sh:description "The page or service through which the files are reached; where nothing else is known, the landing page."@en ;
    sh:message "Give at least one address, starting with http:// or https://."@en ;
    sh:severity sh:Violation ;
    sh:minCount 1 ;
    sh:nodeKind sh:IRI ;
    sh:pattern "^https?://" ;
    sh:order 2 ;
    sh:group <shapes/required#Files> ;
    rdfs:seeAlso <https://www.w3.org/TR/vocab-dcat-3/#Property:distribution_access_url> .

shape:Distribution-downloadURL
    a sh:PropertyShape ;
    sh:path dcat:downloadURL ;
    sh:name "download"@en ;
    sh:description "The address of the file itself, with awkward characters percent-encoded."@en ;
    sh:message "Give the address of a file, starting with http:// or https://, or leave it out."@en ;
    sh:severity sh:Violation ;
    sh:nodeKind sh:IRI ;
    sh:pattern "^https?://" ;
    sh:order 3 ;
    sh:group <shapes/required#Files> ;
    rdfs:seeAlso <https://www.w3.org/TR/vocab-dcat-3/#Property:distribution_download_url> .

shape:Distribution-format
    a sh:PropertyShape ;
    sh:path dcterms:format ;
    sh:name "format"@en ;
    sh:description "The kind of file."@en ;
    sh:message "Name one file type of the EU authority table, such as http://publications.europa.eu/resource/authority/file-type/CSV ."@en ;
    sh:severity sh:Violation ;
    sh:maxCount 1 ;
    sh:nodeKind sh:IRI ;
    sh:pattern "^http://publications\\.europa\\.eu/resource/authority/file-type/[A-Z0-9_]+$" ;
    sh:order 4 ;
    sh:group <shapes/required#Files> ;
    rdfs:seeAlso <https://www.w3.org/TR/vocab-dcat-3/#Property:distribution_format> .

shape:Distribution-mediaType
    a sh:PropertyShape ;
    sh:path dcat:mediaType ;
    sh:name "media type"@en ;
    sh:description "The registered media type of the file."@en ;
    sh:message "Name one media type by its IANA address, such as https://www.iana.org/assignments/media-types/text/csv ."@en ;
    sh:severity sh:Violation ;
    sh:maxCount 1 ;
    sh:nodeKind sh:IRI ;
    sh:pattern "^https://www\\.iana\\.org/assignments/media-types/[a-z]+/[^/]+$" ;
    sh:order 5 ;
    sh:group <shapes/required#Files> ;
    rdfs:seeAlso <https://www.w3.org/TR/vocab-dcat-3/#Property:distribution_media_type> .

shape:Distribution-byteSize
    a sh:PropertyShape ;
    sh:path dcat:byteSize ;
    sh:name "size in bytes"@en ;
    sh:description "The size of the file in bytes."@en ;
    sh:message "Give one size as an xsd:nonNegativeInteger."@en ;
    sh:severity sh:Violation ;
    sh:maxCount 1 ;
    sh:datatype xsd:nonNegativeInteger ;
    sh:order 6 ;
    sh:group <shapes/required#Files> ;
    rdfs:seeAlso <https://www.w3.org/TR/vocab-dcat-3/#Property:distribution_size> .

shape:Distribution-license
    a sh:PropertyShape ;
    sh:path dcterms:license ;
    sh:name "licence"@en ;
    sh:description "The licence of the files, equal to the dataset''s unless the publisher says otherwise."@en ;
    sh:message "Name the licence by its IRI, such as https://creativecommons.org/licenses/by/4.0/ ."@en ;
    sh:severity sh:Violation ;
    sh:nodeKind sh:IRI ;
    sh:order 7 ;
    sh:group <shapes/required#Files> ;
    rdfs:seeAlso <https://www.w3.org/TR/vocab-dcat-3/#Property:distribution_license> .

shape:Station
    a sh:NodeShape ;
    sh:targetClass tides:Station ;
    sh:property shape:Station-label ,
        shape:Station-instrument ,
        shape:Station-elevation .

shape:Station-label
    a sh:PropertyShape ;
    sh:path rdfs:label ;
    sh:name "name"@en ;
    sh:description "The name of the station."@en ;
    sh:message "Give the station a name with its language tag."@en ;
    sh:severity sh:Violation ;
    sh:minCount 1 ;
    sh:datatype rdf:langString ;
    sh:uniqueLang true ;
    sh:order 1 ;
    sh:group <shapes/required#Measurements> ;
    rdfs:seeAlso <ns/tides> .

shape:Station-instrument
    a sh:PropertyShape ;
    sh:path tides:instrument ;
    sh:name "instrument"@en ;
    sh:description "The kind of gauge at the station."@en ;
    sh:message "Name exactly one instrument, such as <ns/instrument/radar>."@en ;
    sh:severity sh:Violation ;
    sh:minCount 1 ;
    sh:maxCount 1 ;
    sh:order 2 ;
    sh:group <shapes/required#Measurements> ;
    rdfs:seeAlso <ns/tides> .

shape:Station-elevation
    a sh:PropertyShape ;
    sh:path schema:elevation ;
    sh:name "height of the gauge"@en ;
    sh:description "The height of the gauge above the datum, in metres."@en ;
    sh:message "Give one height in metres as an xsd:decimal."@en ;
    sh:severity sh:Violation ;
    sh:maxCount 1 ;
    sh:datatype xsd:decimal ;
    sh:order 3 ;
    sh:group <shapes/required#Measurements> ;
    rdfs:seeAlso <https://schema.org/elevation> .

shape:Identifier
    a sh:NodeShape ;
    sh:targetClass adms:Identifier ;
    sh:property shape:Identifier-notation .

shape:Identifier-notation
    a sh:PropertyShape ;
    sh:path skos:notation ;
    sh:name "identifier"@en ;
    sh:description "The identifier written as an address."@en ;
    sh:message "Give one identifier as an xsd:anyURI, such as \"https://doi.org/10.5555/gullhaven\"^^xsd:anyURI."@en ;
    sh:severity sh:Violation ;
    sh:minCount 1 ;
    sh:maxCount 1 ;
    sh:datatype xsd:anyURI ;
    sh:order 1 ;
    sh:group <shapes/required#Overview> ;
    rdfs:seeAlso <https://www.w3.org/TR/vocab-adms/#adms_identifier> .

shape:RightsStatement
    a sh:NodeShape ;
    sh:targetClass dcterms:RightsStatement ;
    sh:property shape:RightsStatement-label .

shape:RightsStatement-label
    a sh:PropertyShape ;
    sh:path rdfs:label ;
    sh:name "statement"@en ;
    sh:description "The statement in plain words."@en ;
    sh:message "Write the statement as text with its language tag."@en ;
    sh:severity sh:Violation ;
    sh:minCount 1 ;
    sh:datatype rdf:langString ;
    sh:uniqueLang true ;
    sh:order 1 ;
    sh:group <shapes/required#Access> ;
    rdfs:seeAlso <https://www.w3.org/TR/vocab-dcat-3/#license-rights> .

shape:Catalog
    a sh:NodeShape ;
    sh:targetClass dcat:Catalog ;
    sh:property shape:Catalog-title ,
        shape:Catalog-description ,
        shape:Catalog-publisher .

shape:Catalog-title
    a sh:PropertyShape ;
    sh:path dcterms:title ;
    sh:name "title"@en ;
    sh:description "The name of the catalogue."@en ;
    sh:message "Give the catalogue a title with its language tag."@en ;
    sh:severity sh:Violation ;
    sh:minCount 1 ;
    sh:datatype rdf:langString ;
    sh:uniqueLang true ;
    sh:order 1 ;
    sh:group <shapes/required#Overview> ;
    rdfs:seeAlso <https://www.w3.org/TR/vocab-dcat-3/#Property:resource_title> .

shape:Catalog-description
    a sh:PropertyShape ;
    sh:path dcterms:description ;
    sh:name "description"@en ;
    sh:description "What the catalogue holds."@en ;
    sh:message "Describe the catalogue in a sentence or two with a language tag."@en ;
    sh:severity sh:Violation ;
    sh:minCount 1 ;
    sh:datatype rdf:langString ;
    sh:uniqueLang true ;
    sh:order 2 ;
    sh:group <shapes/required#Overview> ;
    rdfs:seeAlso <https://www.w3.org/TR/vocab-dcat-3/#Property:resource_description> .

shape:Catalog-publisher
    a sh:PropertyShape ;
    sh:path dcterms:publisher ;
    sh:name "publisher"@en ;
    sh:description "The body that keeps the catalogue."@en ;
    sh:message "Name exactly one publisher that has a file under records/agents."@en ;
    sh:severity sh:Violation ;
    sh:minCount 1 ;
    sh:maxCount 1 ;
    sh:class foaf:Agent ;
    sh:order 3 ;
    sh:group <shapes/required#Overview> ;
    rdfs:seeAlso <https://www.w3.org/TR/vocab-dcat-3/#Property:resource_publisher> .

shape:Agent
    a sh:NodeShape ;
    sh:targetClass foaf:Agent ;
    sh:property shape:Agent-name ,
        shape:Agent-homepage .

shape:Agent-name
    a sh:PropertyShape ;
    sh:path foaf:name ;
    sh:name "name"@en ;
    sh:description "The name of the person or body, as they write it."@en ;
    sh:message "Give exactly one name."@en ;
    sh:severity sh:Violation ;
    sh:minCount 1 ;
    sh:maxCount 1 ;
    sh:minLength 1 ;
    sh:order 1 ;
    sh:group <shapes/required#Overview> ;
    rdfs:seeAlso <http://xmlns.com/foaf/0.1/name> .

shape:Agent-homepage
    a sh:PropertyShape ;
    sh:path foaf:homepage ;
    sh:name "home page"@en ;
    sh:description "The agent''s own page."@en ;
    sh:message "Give one address, starting with http:// or https://."@en ;
    sh:severity sh:Violation ;
    sh:maxCount 1 ;
    sh:nodeKind sh:IRI ;
    sh:pattern "^https?://" ;
    sh:order 2 ;
    sh:group <shapes/required#Overview> ;
    rdfs:seeAlso <http://xmlns.com/foaf/0.1/homepage> .

shape:External
    a sh:NodeShape ;
    sh:targetClass prov:Entity ;
    sh:property shape:External-title ,
        shape:External-description .

shape:External-title
    a sh:PropertyShape ;
    sh:path dcterms:title ;
    sh:name "title"@en ;
    sh:description "The name of the outside work."@en ;
    sh:message "Give the work a title with its language tag."@en ;
    sh:severity sh:Violation ;
    sh:minCount 1 ;
    sh:datatype rdf:langString ;
    sh:uniqueLang true ;
    sh:order 1 ;
    sh:group <shapes/required#Provenance> ;
    rdfs:seeAlso <https://www.w3.org/TR/vocab-dcat-3/#Property:resource_title> .

shape:External-description
    a sh:PropertyShape ;
    sh:path dcterms:description ;
    sh:name "description"@en ;
    sh:description "One sentence on what the work is."@en ;
    sh:message "Describe the work in one sentence with a language tag."@en ;
    sh:severity sh:Violation ;
    sh:minCount 1 ;
    sh:datatype rdf:langString ;
    sh:uniqueLang true ;
    sh:order 2 ;
    sh:group <shapes/required#Provenance> ;
    rdfs:seeAlso <https://www.w3.org/TR/vocab-dcat-3/#Property:resource_description> .

shape:Row
    a sh:NodeShape ;
    sh:targetClass csvw:Row ;
    sh:property shape:Row-rownum ,
        shape:Row-describes .

shape:Row-rownum
    a sh:PropertyShape ;
    sh:path csvw:rownum ;
    sh:name "row"@en ;
    sh:description "The place of the row in its table, counted from 1."@en ;
    sh:message "Give at most one whole number of 1 or more."@en ;
    sh:severity sh:Violation ;
    sh:maxCount 1 ;
    sh:datatype xsd:integer ;
    sh:minInclusive 1 ;
    sh:order 1 ;
    sh:group <shapes/required#Provenance> ;
    rdfs:seeAlso <https://www.w3.org/ns/csvw#rownum> .

shape:Row-describes
    a sh:PropertyShape ;
    sh:path csvw:describes ;
    sh:name "describes"@en ;
    sh:description "The dataset that the row is about, where it can be told."@en ;
    sh:message "Name a dataset of this catalogue, or leave it out."@en ;
    sh:severity sh:Violation ;
    sh:class dcat:Dataset ;
    sh:order 2 ;
    sh:group <shapes/required#Provenance> ;
    rdfs:seeAlso <https://www.w3.org/ns/csvw#describes> .

shape:ConceptScheme
    a sh:NodeShape ;
    sh:targetClass skos:ConceptScheme ;
    sh:property shape:ConceptScheme-title ,
        shape:ConceptScheme-description .

shape:ConceptScheme-title
    a sh:PropertyShape ;
    sh:path dcterms:title ;
    sh:name "title"@en ;
    sh:description "The name of the scheme."@en ;
    sh:message "Give the scheme a title with its language tag."@en ;
    sh:severity sh:Violation ;
    sh:minCount 1 ;
    sh:datatype rdf:langString ;
    sh:uniqueLang true ;
    sh:order 1 ;
    sh:group <shapes/required#Overview> ;
    rdfs:seeAlso <http://purl.org/dc/terms/title> .

shape:ConceptScheme-description
    a sh:PropertyShape ;
    sh:path dcterms:description ;
    sh:name "description"@en ;
    sh:description "What the scheme is for."@en ;
    sh:message "Describe the scheme in a sentence with a language tag."@en ;
    sh:severity sh:Violation ;
    sh:minCount 1 ;
    sh:datatype rdf:langString ;
    sh:uniqueLang true ;
    sh:order 2 ;
    sh:group <shapes/required#Overview> ;
    rdfs:seeAlso <http://purl.org/dc/terms/description> .

shape:Concept
    a sh:NodeShape ;
    sh:targetClass skos:Concept ;
    sh:property shape:Concept-prefLabel ,
        shape:Concept-definition ,
        shape:Concept-notation ,
        shape:Concept-inScheme .

shape:Concept-prefLabel
    a sh:PropertyShape ;
    sh:path skos:prefLabel ;
    sh:name "label"@en ;
    sh:description "The word shown to visitors."@en ;
    sh:message "Give the concept one label in each language."@en ;
    sh:severity sh:Violation ;
    sh:minCount 1 ;
    sh:datatype rdf:langString ;
    sh:uniqueLang true ;
    sh:order 1 ;
    sh:group <shapes/required#Overview> ;
    rdfs:seeAlso <https://www.w3.org/TR/skos-reference/#labels> .

shape:Concept-definition
    a sh:PropertyShape ;
    sh:path skos:definition ;
    sh:name "definition"@en ;
    sh:description "What the concept means in this catalogue."@en ;
    sh:message "Define the concept in one sentence with a language tag."@en ;
    sh:severity sh:Violation ;
    sh:minCount 1 ;
    sh:datatype rdf:langString ;
    sh:uniqueLang true ;
    sh:order 2 ;
    sh:group <shapes/required#Overview> ;
    rdfs:seeAlso <https://www.w3.org/TR/skos-reference/#notes> .

shape:Concept-notation
    a sh:PropertyShape ;
    sh:path skos:notation ;
    sh:name "code"@en ;
    sh:description "The short code, equal to the last part of the concept''s address."@en ;
    sh:message "Give exactly one code."@en ;
    sh:severity sh:Violation ;
    sh:minCount 1 ;
    sh:maxCount 1 ;
    sh:order 3 ;
    sh:group <shapes/required#Overview> ;
    rdfs:seeAlso <https://www.w3.org/TR/skos-reference/#notations> .

shape:Concept-inScheme
    a sh:PropertyShape ;
    sh:path skos:inScheme ;
    sh:name "scheme"@en ;
    sh:description "The scheme that the concept belongs to."@en ;
    sh:message "Name at least one scheme that has a file under ontology/schemes."@en ;
    sh:severity sh:Violation ;
    sh:minCount 1 ;
    sh:class skos:ConceptScheme ;
    sh:order 4 ;
    sh:group <shapes/required#Overview> ;
    rdfs:seeAlso <https://www.w3.org/TR/skos-reference/#schemes> .
' AS BLOB));
INSERT INTO version VALUES (8, 'shapes', 'shapes/vocabularies', 'published', 'c62d9bb88be955a5352a92a9a371c667af073e759c370a4778656fc49c00fae2', '2026-11-26T01:35:43Z', 'folder', 'the file was changed', CAST('@prefix adms: <http://www.w3.org/ns/adms#> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix shape: <shapes/vocabularies#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix tides: <ns/tides#> .

<shapes/vocabularies>
    a owl:Ontology ;
    dcterms:title "From which schemes the values of the tide catalogue come"@en ;
    dcterms:description "A value that is not a concept of its scheme cannot be published."@en .

shape:In-access
    a sh:NodeShape ;
    sh:property shape:In-access-inScheme .

shape:In-access-inScheme
    a sh:PropertyShape ;
    sh:path skos:inScheme ;
    sh:description "Holds of the concepts of one scheme."@en ;
    sh:message "Use a concept that is in the scheme <ns/access>."@en ;
    sh:severity sh:Violation ;
    sh:hasValue <ns/access> ;
    rdfs:seeAlso <https://www.w3.org/TR/skos-reference/#schemes> .

shape:In-datum
    a sh:NodeShape ;
    sh:property shape:In-datum-inScheme .

shape:In-datum-inScheme
    a sh:PropertyShape ;
    sh:path skos:inScheme ;
    sh:description "Holds of the concepts of one scheme."@en ;
    sh:message "Use a concept that is in the scheme <ns/datum>."@en ;
    sh:severity sh:Violation ;
    sh:hasValue <ns/datum> ;
    rdfs:seeAlso <https://www.w3.org/TR/skos-reference/#schemes> .

shape:In-instrument
    a sh:NodeShape ;
    sh:property shape:In-instrument-inScheme .

shape:In-instrument-inScheme
    a sh:PropertyShape ;
    sh:path skos:inScheme ;
    sh:description "Holds of the concepts of one scheme."@en ;
    sh:message "Use a concept that is in the scheme <ns/instrument>."@en ;
    sh:severity sh:Violation ;
    sh:hasValue <ns/instrument> ;
    rdfs:seeAlso <https://www.w3.org/TR/skos-reference/#schemes> .

shape:In-status
    a sh:NodeShape ;
    sh:property shape:In-status-inScheme .

shape:In-status-inScheme
    a sh:PropertyShape ;
    sh:path skos:inScheme ;
    sh:description "Holds of the concepts of one scheme."@en ;
    sh:message "Use a concept that is in the scheme <ns/status>."@en ;
    sh:severity sh:Violation ;
    sh:hasValue <ns/status> ;
    rdfs:seeAlso <https://www.w3.org/TR/skos-reference/#schemes> .

shape:Dataset
    a sh:NodeShape ;
    sh:targetClass dcat:Dataset ;
    sh:property shape:Dataset-datum ,
        shape:Dataset-conditionsOfAccess ,
        shape:Dataset-status .

shape:Dataset-datum
    a sh:PropertyShape ;
    sh:path tides:datum ;
    sh:description "The value is a concept of the scheme <ns/datum>."@en ;
    sh:message "Choose a concept of ontology/schemes/datum.ttl, such as <ns/datum/chart-datum>, or add one there."@en ;
    sh:severity sh:Violation ;
    sh:class skos:Concept ;
    sh:node shape:In-datum ;
    rdfs:seeAlso <ns/tides> .

shape:Dataset-conditionsOfAccess
    a sh:PropertyShape ;
    sh:path schema:conditionsOfAccess ;
    sh:description "The value is a concept of the scheme <ns/access>."@en ;
    sh:message "Choose a concept of ontology/schemes/access.ttl, such as <ns/access/open>, or add one there."@en ;
    sh:severity sh:Violation ;
    sh:class skos:Concept ;
    sh:node shape:In-access ;
    rdfs:seeAlso <https://schema.org/conditionsOfAccess> .

shape:Dataset-status
    a sh:PropertyShape ;
    sh:path adms:status ;
    sh:description "The value is a concept of the scheme <ns/status>."@en ;
    sh:message "Choose a concept of ontology/schemes/status.ttl, such as <ns/status/online>, or add one there."@en ;
    sh:severity sh:Violation ;
    sh:class skos:Concept ;
    sh:node shape:In-status ;
    rdfs:seeAlso <https://www.w3.org/TR/vocab-dcat-3/#Property:resource_status> .

shape:Station
    a sh:NodeShape ;
    sh:targetClass tides:Station ;
    sh:property shape:Station-instrument .

shape:Station-instrument
    a sh:PropertyShape ;
    sh:path tides:instrument ;
    sh:description "The value is a concept of the scheme <ns/instrument>."@en ;
    sh:message "Choose a concept of ontology/schemes/instrument.ttl, such as <ns/instrument/radar>, or add one there."@en ;
    sh:severity sh:Violation ;
    sh:class skos:Concept ;
    sh:node shape:In-instrument ;
    rdfs:seeAlso <ns/tides> .
' AS BLOB));
INSERT INTO version VALUES (9, 'agent', 'agents/asa-mueller', 'published', 'bcd147a1462b450474d33fb26a1c23eb43c97fc517db2a060a87c8edd61b43c7', '2026-11-26T01:35:43Z', 'folder', 'the file was changed', CAST('@prefix foaf: <http://xmlns.com/foaf/0.1/> .

<agents/asa-mueller>
    a
        foaf:Agent ,
        foaf:Person ;
    foaf:name "Åsa Müller" .
' AS BLOB));
INSERT INTO version VALUES (10, 'agent', 'agents/gullhaven-harbour-board', 'published', 'b1997a9ccb893fe1f10e459e000c25c42b39ffe9db48474e9ea2f65774f950a3', '2026-11-26T01:35:43Z', 'folder', 'the file was changed', CAST('@prefix foaf: <http://xmlns.com/foaf/0.1/> .

<agents/gullhaven-harbour-board>
    a
        foaf:Agent ,
        foaf:Organization ;
    foaf:name "Gullhaven Harbour Board" .
' AS BLOB));
INSERT INTO version VALUES (11, 'agent', 'agents/seven-skerries-tide-office', 'published', '567d6a4abe437cfbc0ea758066f78eb7b18b5376452179f746a1633e5d4fee88', '2026-11-26T01:35:43Z', 'folder', 'the file was changed', CAST('@prefix foaf: <http://xmlns.com/foaf/0.1/> .

<agents/seven-skerries-tide-office>
    a
        foaf:Agent ,
        foaf:Organization ;
    foaf:name "Seven Skerries Tide Office" ;
    foaf:homepage <https://example.org/tide-office> .
' AS BLOB));
INSERT INTO version VALUES (12, 'external', 'externals/harbour-log-1901', 'published', '0dff956f793250f0fd602767cd65b4236e3a45fb7a5946f92efae668e450e205', '2026-11-26T01:35:43Z', 'folder', 'the file was changed', CAST('@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix prov: <http://www.w3.org/ns/prov#> .

<externals/harbour-log-1901>
    a
        dcat:Resource ,
        prov:Entity ;
    dcterms:title "Harbour log of 1901"@en ;
    dcterms:description "A bound log in which the harbour master of Gullhaven noted the water level of each morning, kept on paper only."@en ;
    foaf:page <https://example.org/archive/harbour-log-1901> .
' AS BLOB));
INSERT INTO version VALUES (13, 'dataset', 'datasets/gullhaven-hourly', 'published', '383158222398c9d1ce2d6a8cac6543dfa31566d50955a1dea58a15eca8dbd959', '2026-11-26T01:35:43Z', 'folder', 'the file was changed', CAST('@prefix adms: <http://www.w3.org/ns/adms#> .
@prefix bibo: <http://purl.org/ontology/bibo/> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix tides: <ns/tides#> .
@prefix vcard: <http://www.w3.org/2006/vcard/ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<datasets/gullhaven-hourly>
    a dcat:Dataset ;
    dcterms:title "Hourly sea level at Gullhaven"@en ;
    dcterms:alternative "Gullhaven pier record"@en ;
    dcterms:description "The height of the sea at Gullhaven pier, read by a radar gauge at every full hour of 2019. Four readings in March were filled in by hand after a storm."@en ;
    dcterms:identifier "gullhaven-hourly" ;
    adms:identifier <datasets/gullhaven-hourly#doi> ;
    dcterms:publisher <agents/seven-skerries-tide-office> ;
    dcterms:creator
        <agents/asa-mueller> ,
        <agents/gullhaven-harbour-board> ;
    bibo:authorList (
        <agents/gullhaven-harbour-board>
        <agents/asa-mueller>
    ) ;
    dcat:landingPage <https://example.org/tides/gullhaven> ;
    dcat:theme <http://publications.europa.eu/resource/authority/data-theme/ENVI> ;
    dcat:keyword
        "hourly"@en ,
        "sea level"@en ,
        "tide gauge"@en ;
    dcterms:license <https://creativecommons.org/licenses/by/4.0/> ;
    dcterms:accessRights <http://publications.europa.eu/resource/authority/access-right/PUBLIC> ;
    schema:conditionsOfAccess <ns/access/open> ;
    adms:status <ns/status/online> ;
    dcat:contactPoint <datasets/gullhaven-hourly#contact> ;
    dcat:distribution
        <datasets/gullhaven-hourly#dist-1> ,
        <datasets/gullhaven-hourly#dist-2> ;
    dcat:version "1.10" ;
    dcterms:isReferencedBy <https://example.org/papers/tides-of-gullhaven> ;
    dcterms:issued "2020-02-29"^^xsd:date ;
    dcterms:modified "2021-03"^^xsd:gYearMonth ;
    dcterms:spatial <datasets/gullhaven-hourly#station> ;
    tides:datum <ns/datum/chart-datum> ;
    tides:measurementCount "8760"^^xsd:nonNegativeInteger .

<datasets/gullhaven-hourly#contact>
    a vcard:Kind ;
    vcard:fn "Tide desk" ;
    vcard:hasEmail <mailto:tides@example.org> .

<datasets/gullhaven-hourly#dist-1>
    a dcat:Distribution ;
    dcterms:title "Readings as a table"@en ;
    dcterms:license <https://creativecommons.org/licenses/by/4.0/> ;
    dcat:accessURL <https://example.org/tides/gullhaven> ;
    dcat:byteSize "245280"^^xsd:nonNegativeInteger ;
    dcat:downloadURL <https://example.org/files/gullhaven-2019.csv> ;
    dcat:mediaType <https://www.iana.org/assignments/media-types/text/csv> ;
    dcterms:format <http://publications.europa.eu/resource/authority/file-type/CSV> .

<datasets/gullhaven-hourly#dist-2>
    a dcat:Distribution ;
    dcterms:title "Readings in one archive with the gauge''s manual"@en ;
    dcterms:license <https://creativecommons.org/licenses/by/4.0/> ;
    dcat:accessURL <https://example.org/tides/gullhaven> ;
    dcat:downloadURL <https://example.org/files/gullhaven-2019.zip> ;
    dcat:mediaType <https://www.iana.org/assignments/media-types/application/zip> ;
    dcterms:format <http://publications.europa.eu/resource/authority/file-type/ZIP> .

<datasets/gullhaven-hourly#doi>
    a adms:Identifier ;
    skos:notation "https://doi.org/10.5555/gullhaven"^^xsd:anyURI .

<datasets/gullhaven-hourly#station>
    a tides:Station ;
    rdfs:label "Gullhaven pier"@en ;
    schema:elevation 1.50 ;
    tides:instrument <ns/instrument/radar> .
' AS BLOB));
INSERT INTO version VALUES (14, 'dataset', 'datasets/gullhaven-monthly', 'published', 'b2dd789ea7c5cc6abf03d6781a18e7b6fc86d9e73e799388ede74c20e8d52418', '2026-11-26T01:35:43Z', 'folder', 'the file was changed', CAST('@prefix adms: <http://www.w3.org/ns/adms#> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix tides: <ns/tides#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<datasets/gullhaven-monthly>
    a dcat:Dataset ;
    dcterms:title "Monthly mean sea level at Gullhaven"@en ;
    dcterms:description "One mean for each month of 2019, worked out from the hourly readings. A month with more than ten missing hours would have been left out, but none had so many."@en ;
    dcterms:identifier "gullhaven-monthly" ;
    dcterms:publisher <agents/seven-skerries-tide-office> ;
    dcterms:creator <agents/asa-mueller> ;
    dcat:landingPage <https://example.org/tides/gullhaven/monthly> ;
    dcat:theme <http://publications.europa.eu/resource/authority/data-theme/ENVI> ;
    dcat:keyword
        "mean"@en ,
        "sea level"@en ,
        "tide gauge"@en ;
    dcterms:license <https://creativecommons.org/publicdomain/zero/1.0/> ;
    dcterms:accessRights <http://publications.europa.eu/resource/authority/access-right/PUBLIC> ;
    schema:conditionsOfAccess <ns/access/registration> ;
    adms:status <ns/status/moved> ;
    dcat:distribution <datasets/gullhaven-monthly#dist-1> ;
    dcterms:issued "2020-04"^^xsd:gYearMonth ;
    dcterms:spatial <datasets/gullhaven-hourly#station> ;
    prov:wasDerivedFrom <datasets/gullhaven-hourly> ;
    skos:editorialNote "The page moved in 2021, and its old address forwards to the new one."@en ;
    tides:datum <ns/datum/mean-sea-level> ;
    tides:measurementCount "12"^^xsd:nonNegativeInteger .

<datasets/gullhaven-monthly#dist-1>
    a dcat:Distribution ;
    dcterms:title "Means as JSON"@en ;
    dcterms:license <https://creativecommons.org/publicdomain/zero/1.0/> ;
    dcat:accessURL <https://example.org/tides/gullhaven/monthly> ;
    dcat:mediaType <https://www.iana.org/assignments/media-types/application/json> ;
    dcterms:format <http://publications.europa.eu/resource/authority/file-type/JSON> .
' AS BLOB));
INSERT INTO version VALUES (15, 'dataset', 'datasets/gullhaven-surge-2019', 'published', '66d262514ea14053378331b2c62d0f16dd50136d6cae2d4cf65aab82fa3c68b0', '2026-11-26T01:35:43Z', 'folder', 'the file was changed', CAST('@prefix adms: <http://www.w3.org/ns/adms#> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix schema: <https://schema.org/> .
@prefix tides: <ns/tides#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<datasets/gullhaven-surge-2019>
    a dcat:Dataset ;
    dcterms:title "Storm surge at Gullhaven on the last night of 2019"@en ;
    dcterms:description "The readings of the six hours in which the sea rose above the pier, cut out of the hourly record. It is the seventh surge that the office has cut out in this way."@en ;
    dcterms:identifier "gullhaven-surge-2019" ;
    dcterms:publisher <agents/seven-skerries-tide-office> ;
    dcterms:creator <agents/gullhaven-harbour-board> ;
    dcat:landingPage <https://example.org/tides/gullhaven/surges/7> ;
    dcat:theme <http://publications.europa.eu/resource/authority/data-theme/ENVI> ;
    dcat:keyword
        "sea level"@en ,
        "storm surge"@en ,
        "tide gauge"@en ;
    dcterms:license <https://creativecommons.org/licenses/by/4.0/> ;
    dcterms:accessRights <http://publications.europa.eu/resource/authority/access-right/PUBLIC> ;
    schema:conditionsOfAccess <ns/access/open> ;
    adms:status <ns/status/online> ;
    dcat:distribution <datasets/gullhaven-surge-2019#dist-1> ;
    dcterms:isPartOf <datasets/gullhaven-hourly> ;
    dcterms:issued "2020"^^xsd:gYear ;
    dcterms:modified "2020-01-01T00:00:00.120Z"^^xsd:dateTime ;
    dcterms:spatial <datasets/gullhaven-hourly#station> ;
    schema:position 007 ;
    tides:datum <ns/datum/chart-datum> ;
    tides:measurementCount "007"^^xsd:nonNegativeInteger .

<datasets/gullhaven-surge-2019#dist-1>
    a dcat:Distribution ;
    dcterms:title "Page of the surge"@en ;
    dcterms:license <https://creativecommons.org/licenses/by/4.0/> ;
    dcat:accessURL <https://example.org/tides/gullhaven/surges/7> .
' AS BLOB));
INSERT INTO version VALUES (16, 'dataset', 'datasets/outer-reef-pressure', 'published', 'e38c1f60fd41748d0009e181593e3eb51894a901da318953bfaaeca0bd24b11f', '2026-11-26T01:35:43Z', 'folder', 'the file was changed', CAST('@prefix adms: <http://www.w3.org/ns/adms#> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix tides: <ns/tides#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<datasets/outer-reef-pressure>
    a dcat:Dataset ;
    dcterms:title "Pressure record of the Outer Reef"@en ;
    dcterms:description "Pressure on the sea bed beside the Outer Reef, from which the height of the water can be worked out. The logger was lost in its second winter, and how many readings survive is not known."@en ;
    dcterms:identifier "outer-reef-pressure" ;
    dcterms:publisher <agents/gullhaven-harbour-board> ;
    dcterms:creator <agents/gullhaven-harbour-board> ;
    dcat:landingPage <https://example.org/tides/outer-reef> ;
    dcat:theme <http://publications.europa.eu/resource/authority/data-theme/ENVI> ;
    dcat:keyword
        "pressure"@en ,
        "sea level"@en ,
        "tide gauge"@en ;
    dcterms:rights <datasets/outer-reef-pressure#rights> ;
    dcterms:accessRights <http://publications.europa.eu/resource/authority/access-right/RESTRICTED> ;
    schema:conditionsOfAccess <ns/access/request> ;
    adms:status <ns/status/offline> ;
    dcterms:issued "2016"^^xsd:gYear ;
    dcterms:spatial <datasets/outer-reef-pressure#station> ;
    tides:datum <ns/datum/local-benchmark> .

<datasets/outer-reef-pressure#rights>
    a dcterms:RightsStatement ;
    rdfs:label "The publisher states no licence. Write to the harbour board before using the record."@en .

<datasets/outer-reef-pressure#station>
    a tides:Station ;
    rdfs:label "Outer Reef"@en ;
    tides:instrument <ns/instrument/pressure> .
' AS BLOB));
INSERT INTO version VALUES (17, 'dataset', 'datasets/skerry-float', 'published', '6147476272d7eb43109121154d6b9f3f4d3ff6470752e54cd890e7ffbc9895e3', '2026-11-26T01:35:43Z', 'folder', 'the file was changed', CAST('@prefix adms: <http://www.w3.org/ns/adms#> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix tides: <ns/tides#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<datasets/skerry-float>
    a dcat:Dataset ;
    dcterms:title "\"Skerry\" float gauge: Müller & Söhne''s paper charts (岩礁の潮位)"@en ;
    dcterms:alternative
        "Pegel „Schäre“"@de ,
        "岩礁の潮位"@ja ;
    dcterms:description """A float gauge drew one curve a day in 1901, and the charts were typed off a century later; gaps were filled from the harbour log.
The label on its cabinet reads "C:\\tides\\new & old"; the remarks hold </script>, <!-- and ]]> as they were typed, with levels < 1.50 m.
Watch for names such as Åsgårdsø, Müller and 潮見 in the column of observers, and for the sign 🌊 where the pen left the paper."""@en ;
    dcterms:identifier "skerry-float" ;
    dcterms:publisher <agents/gullhaven-harbour-board> ;
    dcterms:creator <agents/asa-mueller> ;
    dcat:landingPage <https://example.org/tides/skerry?from=1901-01&to=1901-12> ;
    dcat:theme <http://publications.europa.eu/resource/authority/data-theme/ENVI> ;
    dcat:keyword
        "R&D"@en ,
        "sea level, \"historic\""@en ,
        "tide gauge"@en ;
    dcterms:license <https://creativecommons.org/licenses/by-sa/4.0/> ;
    dcterms:rights <datasets/skerry-float#rights> ;
    dcterms:accessRights <http://publications.europa.eu/resource/authority/access-right/PUBLIC> ;
    schema:conditionsOfAccess <ns/access/open> ;
    adms:status <ns/status/archived> ;
    dcat:distribution <datasets/skerry-float#dist-1> ;
    dcterms:issued "2001-12-24"^^xsd:date ;
    dcterms:spatial <datasets/skerry-float#station> ;
    prov:wasDerivedFrom <externals/harbour-log-1901> ;
    tides:datum <ns/datum/local-benchmark> ;
    tides:measurementCount "00365"^^xsd:nonNegativeInteger .

<datasets/skerry-float#dist-1>
    a dcat:Distribution ;
    dcterms:title "Typed levels, \"as read\""@en ;
    dcterms:license <https://creativecommons.org/licenses/by-sa/4.0/> ;
    dcat:accessURL <https://example.org/tides/skerry?from=1901-01&to=1901-12> ;
    dcat:downloadURL <https://example.org/files/skerry%2C%20%22float%22.csv> ;
    dcat:mediaType <https://www.iana.org/assignments/media-types/text/csv> ;
    dcterms:format <http://publications.europa.eu/resource/authority/file-type/CSV> .

<datasets/skerry-float#rights>
    a dcterms:RightsStatement ;
    rdfs:label "The pictures of the charts are \"all rights reserved\"; only the typed levels may be copied."@en .

<datasets/skerry-float#station>
    a tides:Station ;
    rdfs:label "Skerry rock"@en ;
    schema:elevation -0.250 ;
    tides:instrument <ns/instrument/float> .
' AS BLOB));
INSERT INTO version VALUES (18, 'source', 'sources/inventory', 'published', 'f3c5a41965aa54de41579884907aafaae94db7cde646280cbc22cf95805550f2', '2026-11-26T01:35:43Z', 'folder', 'the file was changed', CAST('@prefix csvw: <http://www.w3.org/ns/csvw#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<sources/inventory>
    a csvw:Table ;
    dcterms:title "Inventory of tide gauges"@en ;
    dcterms:description "A table of three gauges that a visitor to the archipelago drew up, from which this catalogue grew. The cells stand as the table has them, with their misspellings."@en ;
    csvw:row
        <sources/inventory#row-1> ,
        <sources/inventory#row-2> ,
        <sources/inventory#row-3> ;
    csvw:tableSchema <sources/inventory#schema> ;
    dcterms:issued "2018"^^xsd:gYear .

<sources/inventory#gauge>
    a csvw:Column ;
    csvw:name "gauge" ;
    csvw:title "Gauge"@en .

<sources/inventory#link>
    a csvw:Column ;
    csvw:name "link" ;
    csvw:title "Link"@en .

<sources/inventory#readings>
    a csvw:Column ;
    csvw:name "readings" ;
    csvw:title "Readings"@en .

<sources/inventory#row-1>
    a csvw:Row ;
    csvw:describes <datasets/gullhaven-hourly> ;
    csvw:rownum 1 ;
    <sources/inventory#gauge> "radar" ;
    <sources/inventory#link> <https://example.org/tides/gullhaven> ;
    <sources/inventory#readings> "8,760" ;
    <sources/inventory#station> "Gulhaven pier" .

<sources/inventory#row-2>
    a csvw:Row ;
    csvw:describes <datasets/skerry-float> ;
    csvw:rownum 2 ;
    <sources/inventory#gauge> "float" ;
    <sources/inventory#link> <https://example.org/tides/skerry?from=1901-01&to=1901-12> ;
    <sources/inventory#readings> "00365" ;
    <sources/inventory#station> "\"Skerry\"" .

<sources/inventory#row-3>
    a csvw:Row ;
    csvw:rownum 3 ;
    <sources/inventory#gauge> "?" ;
    <sources/inventory#station> "unnamed rock" ;
    skos:note "The table names no gauge that can be told from the others, so this row describes no dataset."@en .

<sources/inventory#schema>
    a csvw:Schema ;
    csvw:column (
        <sources/inventory#station>
        <sources/inventory#gauge>
        <sources/inventory#readings>
        <sources/inventory#link>
    ) .

<sources/inventory#station>
    a csvw:Column ;
    csvw:name "station" ;
    csvw:title "Station"@en .
' AS BLOB));
INSERT INTO version VALUES (19, 'catalog', 'catalog', 'published', '06de05723faaf07850d77de339efe962bcd9f5b026fc77595e7b1e5dcf5ac344', '2026-11-26T01:35:43Z', 'folder', 'the file was changed', CAST('@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .

<catalog>
    a dcat:Catalog ;
    dcterms:title "Tide gauges of the Seven Skerries"@en ;
    dcterms:description "Sea level records from the Seven Skerries, an archipelago that does not exist. The catalogue is an example: it shows that another field needs another folder and no other code."@en ;
    dcterms:publisher <agents/seven-skerries-tide-office> ;
    dcterms:license <https://creativecommons.org/publicdomain/zero/1.0/> ;
    dcat:themeTaxonomy <http://publications.europa.eu/resource/authority/data-theme> ;
    dcterms:language <http://publications.europa.eu/resource/authority/language/ENG> .
' AS BLOB));
INSERT INTO version VALUES (20, 'agent', 'agents/index.html', 'published', '3fc91126e86be5053e18c0d283db4640e96faaa0673ae07a54f227a11c3baa1b', '2026-11-26T01:35:44Z', 'a curator', 'it was replaced over HTTP', CAST('@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .

<agents/index.html>
    a foaf:Agent ;
    foaf:name "Old" .
' AS BLOB));
INSERT INTO version VALUES (21, 'agent', 'agents/x.ttl', 'published', 'a3e93ce7cfbeb4710c05e2348d487a80a88886df85e1c0b44a8ff9bf26fff760', '2026-11-26T01:35:45Z', 'a curator', 'it was replaced over HTTP', CAST('@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .

<agents/x.ttl>
    a foaf:Agent ;
    foaf:name "Old" .
' AS BLOB));
INSERT INTO version VALUES (22, 'agent', 'agents/yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy', 'published', '40fc81fa94527cbe711dce2349916378f7f15bcc53c0a986faa0470d30a5f7c0', '2026-11-26T01:35:45Z', 'a curator', 'it was replaced over HTTP', CAST('@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .

<agents/yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy>
    a foaf:Agent ;
    foaf:name "Old" .
' AS BLOB));
INSERT INTO version VALUES (23, 'dataset', 'datasets/person', 'published', '61b757bab463fb01f519a5e7159d8a73fa53892fb650a0b893b3e27417e7b501', '2026-11-26T01:35:45Z', 'a curator', 'it was replaced over HTTP', CAST('@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .

<datasets/person>
    a foaf:Person ;
    foaf:name "No dataset" .
' AS BLOB));
INSERT INTO version VALUES (24, 'query', 'queries/none', 'published', '4ff2d802b6b25e446dcb5efbb2c876bfdd298c5f3dce6b147eabbdeec553ccd5', '2026-11-26T01:35:46Z', 'a curator', 'it was replaced over HTTP', CAST('@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .

<queries/none>
    a sh:SPARQLExecutable ;
    rdfs:label "No query"@en .
' AS BLOB));
INSERT INTO version VALUES (25, 'query', 'queries/two', 'published', '07932d4ccc6cc4cfc10a38c66fad6e991779886f19de9f03571c46cf61e1b934', '2026-11-26T01:35:46Z', 'a curator', 'it was replaced over HTTP', CAST('@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .

<queries/two>
    a sh:SPARQLExecutable ;
    rdfs:label "Two queries"@en ;
    sh:ask "ASK { ?s ?p ?o }" ;
    sh:select "SELECT * { ?s ?p ?o } LIMIT 1" .
' AS BLOB));
INSERT INTO version VALUES (26, 'query', 'queries/prose', 'published', 'dc6f0a38465fc4c964662df26383b323730874b515ad6f1779a2e006fc15609e', '2026-11-26T01:35:46Z', 'a curator', 'it was replaced over HTTP', CAST('@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .

<queries/prose>
    a sh:SPARQLExecutable ;
    rdfs:label "Prose"@en ;
    sh:select "all that is there" .
' AS BLOB));
INSERT INTO version VALUES (27, 'catalog', 'catalog', 'published', '8d01d99ddaf957111c5c2d44404cd4b3c3e78c1a8b4432a38abc08efc50ac36d', '2026-11-26T01:35:47Z', 'a curator', 'it was replaced over HTTP', CAST('@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .

<catalog>
    a foaf:Agent ;
    foaf:name "No catalogue" .
' AS BLOB));
INSERT INTO version VALUES (28, 'agent', 'agents/xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', 'published', 'ff09438cacc58d5f4b3173b8337529db8a6ee9a62b99d54a5dc2badd3e888f73', '2026-11-26T01:35:47Z', 'a curator', 'it was replaced over HTTP', CAST('@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .

<agents/xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx>
    a foaf:Agent ;
    foaf:name "Old" .
' AS BLOB));
INSERT INTO head VALUES ('ns/tides', 'ontology', 'published', 1);
INSERT INTO head VALUES ('ns/access', 'scheme', 'published', 2);
INSERT INTO head VALUES ('ns/datum', 'scheme', 'published', 3);
INSERT INTO head VALUES ('ns/instrument', 'scheme', 'published', 4);
INSERT INTO head VALUES ('ns/status', 'scheme', 'published', 5);
INSERT INTO head VALUES ('shapes/recommended', 'shapes', 'published', 6);
INSERT INTO head VALUES ('shapes/required', 'shapes', 'published', 7);
INSERT INTO head VALUES ('shapes/vocabularies', 'shapes', 'published', 8);
INSERT INTO head VALUES ('agents/asa-mueller', 'agent', 'published', 9);
INSERT INTO head VALUES ('agents/gullhaven-harbour-board', 'agent', 'published', 10);
INSERT INTO head VALUES ('agents/seven-skerries-tide-office', 'agent', 'published', 11);
INSERT INTO head VALUES ('externals/harbour-log-1901', 'external', 'published', 12);
INSERT INTO head VALUES ('datasets/gullhaven-hourly', 'dataset', 'published', 13);
INSERT INTO head VALUES ('datasets/gullhaven-monthly', 'dataset', 'published', 14);
INSERT INTO head VALUES ('datasets/gullhaven-surge-2019', 'dataset', 'published', 15);
INSERT INTO head VALUES ('datasets/outer-reef-pressure', 'dataset', 'published', 16);
INSERT INTO head VALUES ('datasets/skerry-float', 'dataset', 'published', 17);
INSERT INTO head VALUES ('sources/inventory', 'source', 'published', 18);
INSERT INTO head VALUES ('catalog', 'catalog', 'published', 27);
INSERT INTO head VALUES ('agents/index.html', 'agent', 'published', 20);
INSERT INTO head VALUES ('agents/x.ttl', 'agent', 'published', 21);
INSERT INTO head VALUES ('agents/yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy', 'agent', 'published', 22);
INSERT INTO head VALUES ('datasets/person', 'dataset', 'published', 23);
INSERT INTO head VALUES ('queries/none', 'query', 'published', 24);
INSERT INTO head VALUES ('queries/two', 'query', 'published', 25);
INSERT INTO head VALUES ('queries/prose', 'query', 'published', 26);
INSERT INTO head VALUES ('agents/xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', 'agent', 'published', 28);
INSERT INTO membership VALUES ('datasets/gullhaven-hourly', 'ns/access', 13);
INSERT INTO membership VALUES ('datasets/gullhaven-hourly', 'ns/access/open', 13);
INSERT INTO membership VALUES ('datasets/gullhaven-hourly', 'ns/datum', 13);
INSERT INTO membership VALUES ('datasets/gullhaven-hourly', 'ns/datum/chart-datum', 13);
INSERT INTO membership VALUES ('datasets/gullhaven-hourly', 'ns/instrument', 13);
INSERT INTO membership VALUES ('datasets/gullhaven-hourly', 'ns/instrument/radar', 13);
INSERT INTO membership VALUES ('datasets/gullhaven-hourly', 'ns/status', 13);
INSERT INTO membership VALUES ('datasets/gullhaven-hourly', 'ns/status/online', 13);
INSERT INTO membership VALUES ('datasets/gullhaven-hourly', 'ns/tides', 13);
INSERT INTO membership VALUES ('datasets/gullhaven-hourly', 'ns/tides#Station', 13);
INSERT INTO membership VALUES ('datasets/gullhaven-monthly', 'ns/access', 14);
INSERT INTO membership VALUES ('datasets/gullhaven-monthly', 'ns/access/registration', 14);
INSERT INTO membership VALUES ('datasets/gullhaven-monthly', 'ns/datum', 14);
INSERT INTO membership VALUES ('datasets/gullhaven-monthly', 'ns/datum/mean-sea-level', 14);
INSERT INTO membership VALUES ('datasets/gullhaven-monthly', 'ns/status', 14);
INSERT INTO membership VALUES ('datasets/gullhaven-monthly', 'ns/status/moved', 14);
INSERT INTO membership VALUES ('datasets/gullhaven-surge-2019', 'ns/access', 15);
INSERT INTO membership VALUES ('datasets/gullhaven-surge-2019', 'ns/access/open', 15);
INSERT INTO membership VALUES ('datasets/gullhaven-surge-2019', 'ns/datum', 15);
INSERT INTO membership VALUES ('datasets/gullhaven-surge-2019', 'ns/datum/chart-datum', 15);
INSERT INTO membership VALUES ('datasets/gullhaven-surge-2019', 'ns/status', 15);
INSERT INTO membership VALUES ('datasets/gullhaven-surge-2019', 'ns/status/online', 15);
INSERT INTO membership VALUES ('datasets/outer-reef-pressure', 'ns/access', 16);
INSERT INTO membership VALUES ('datasets/outer-reef-pressure', 'ns/access/request', 16);
INSERT INTO membership VALUES ('datasets/outer-reef-pressure', 'ns/datum', 16);
INSERT INTO membership VALUES ('datasets/outer-reef-pressure', 'ns/datum/local-benchmark', 16);
INSERT INTO membership VALUES ('datasets/outer-reef-pressure', 'ns/instrument', 16);
INSERT INTO membership VALUES ('datasets/outer-reef-pressure', 'ns/instrument/pressure', 16);
INSERT INTO membership VALUES ('datasets/outer-reef-pressure', 'ns/status', 16);
INSERT INTO membership VALUES ('datasets/outer-reef-pressure', 'ns/status/offline', 16);
INSERT INTO membership VALUES ('datasets/outer-reef-pressure', 'ns/tides', 16);
INSERT INTO membership VALUES ('datasets/outer-reef-pressure', 'ns/tides#Station', 16);
INSERT INTO membership VALUES ('datasets/skerry-float', 'ns/access', 17);
INSERT INTO membership VALUES ('datasets/skerry-float', 'ns/access/open', 17);
INSERT INTO membership VALUES ('datasets/skerry-float', 'ns/datum', 17);
INSERT INTO membership VALUES ('datasets/skerry-float', 'ns/datum/local-benchmark', 17);
INSERT INTO membership VALUES ('datasets/skerry-float', 'ns/instrument', 17);
INSERT INTO membership VALUES ('datasets/skerry-float', 'ns/instrument/float', 17);
INSERT INTO membership VALUES ('datasets/skerry-float', 'ns/status', 17);
INSERT INTO membership VALUES ('datasets/skerry-float', 'ns/status/archived', 17);
INSERT INTO membership VALUES ('datasets/skerry-float', 'ns/tides', 17);
INSERT INTO membership VALUES ('datasets/skerry-float', 'ns/tides#Station', 17);
INSERT INTO membership VALUES ('datasets/gullhaven-hourly', 'sources/inventory', 13);
INSERT INTO membership VALUES ('datasets/skerry-float', 'sources/inventory', 17);
INSERT INTO membership VALUES ('datasets/gullhaven-hourly', 'sources', 13);
INSERT INTO membership VALUES ('datasets/skerry-float', 'sources', 17);
INSERT INTO meta VALUES ('schema', '3');
INSERT INTO pending VALUES (28, 'records/agents/xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx.ttl', NULL);
INSERT INTO reference VALUES ('shapes/recommended', 'shapes');
INSERT INTO reference VALUES ('shapes/recommended', 'shapes/required');
INSERT INTO reference VALUES ('shapes/recommended', 'shapes/required#Overview');
INSERT INTO reference VALUES ('shapes/required', 'ns');
INSERT INTO reference VALUES ('shapes/required', 'ns/tides');
INSERT INTO reference VALUES ('shapes/required', 'ns/tides#Station');
INSERT INTO reference VALUES ('shapes/required', 'ns/tides#datum');
INSERT INTO reference VALUES ('shapes/required', 'ns/tides#instrument');
INSERT INTO reference VALUES ('shapes/required', 'ns/tides#measurementCount');
INSERT INTO reference VALUES ('shapes/vocabularies', 'ns');
INSERT INTO reference VALUES ('shapes/vocabularies', 'ns/access');
INSERT INTO reference VALUES ('shapes/vocabularies', 'ns/datum');
INSERT INTO reference VALUES ('shapes/vocabularies', 'ns/instrument');
INSERT INTO reference VALUES ('shapes/vocabularies', 'ns/status');
INSERT INTO reference VALUES ('shapes/vocabularies', 'ns/tides');
INSERT INTO reference VALUES ('shapes/vocabularies', 'ns/tides#Station');
INSERT INTO reference VALUES ('shapes/vocabularies', 'ns/tides#datum');
INSERT INTO reference VALUES ('shapes/vocabularies', 'ns/tides#instrument');
INSERT INTO reference VALUES ('datasets/gullhaven-hourly', 'agents');
INSERT INTO reference VALUES ('datasets/gullhaven-hourly', 'agents/asa-mueller');
INSERT INTO reference VALUES ('datasets/gullhaven-hourly', 'agents/gullhaven-harbour-board');
INSERT INTO reference VALUES ('datasets/gullhaven-hourly', 'agents/seven-skerries-tide-office');
INSERT INTO reference VALUES ('datasets/gullhaven-hourly', 'ns');
INSERT INTO reference VALUES ('datasets/gullhaven-hourly', 'ns/access');
INSERT INTO reference VALUES ('datasets/gullhaven-hourly', 'ns/access/open');
INSERT INTO reference VALUES ('datasets/gullhaven-hourly', 'ns/datum');
INSERT INTO reference VALUES ('datasets/gullhaven-hourly', 'ns/datum/chart-datum');
INSERT INTO reference VALUES ('datasets/gullhaven-hourly', 'ns/instrument');
INSERT INTO reference VALUES ('datasets/gullhaven-hourly', 'ns/instrument/radar');
INSERT INTO reference VALUES ('datasets/gullhaven-hourly', 'ns/status');
INSERT INTO reference VALUES ('datasets/gullhaven-hourly', 'ns/status/online');
INSERT INTO reference VALUES ('datasets/gullhaven-hourly', 'ns/tides');
INSERT INTO reference VALUES ('datasets/gullhaven-hourly', 'ns/tides#Station');
INSERT INTO reference VALUES ('datasets/gullhaven-monthly', 'agents');
INSERT INTO reference VALUES ('datasets/gullhaven-monthly', 'agents/asa-mueller');
INSERT INTO reference VALUES ('datasets/gullhaven-monthly', 'agents/seven-skerries-tide-office');
INSERT INTO reference VALUES ('datasets/gullhaven-monthly', 'datasets');
INSERT INTO reference VALUES ('datasets/gullhaven-monthly', 'datasets/gullhaven-hourly');
INSERT INTO reference VALUES ('datasets/gullhaven-monthly', 'datasets/gullhaven-hourly#station');
INSERT INTO reference VALUES ('datasets/gullhaven-monthly', 'ns');
INSERT INTO reference VALUES ('datasets/gullhaven-monthly', 'ns/access');
INSERT INTO reference VALUES ('datasets/gullhaven-monthly', 'ns/access/registration');
INSERT INTO reference VALUES ('datasets/gullhaven-monthly', 'ns/datum');
INSERT INTO reference VALUES ('datasets/gullhaven-monthly', 'ns/datum/mean-sea-level');
INSERT INTO reference VALUES ('datasets/gullhaven-monthly', 'ns/status');
INSERT INTO reference VALUES ('datasets/gullhaven-monthly', 'ns/status/moved');
INSERT INTO reference VALUES ('datasets/gullhaven-surge-2019', 'agents');
INSERT INTO reference VALUES ('datasets/gullhaven-surge-2019', 'agents/gullhaven-harbour-board');
INSERT INTO reference VALUES ('datasets/gullhaven-surge-2019', 'agents/seven-skerries-tide-office');
INSERT INTO reference VALUES ('datasets/gullhaven-surge-2019', 'datasets');
INSERT INTO reference VALUES ('datasets/gullhaven-surge-2019', 'datasets/gullhaven-hourly');
INSERT INTO reference VALUES ('datasets/gullhaven-surge-2019', 'datasets/gullhaven-hourly#station');
INSERT INTO reference VALUES ('datasets/gullhaven-surge-2019', 'ns');
INSERT INTO reference VALUES ('datasets/gullhaven-surge-2019', 'ns/access');
INSERT INTO reference VALUES ('datasets/gullhaven-surge-2019', 'ns/access/open');
INSERT INTO reference VALUES ('datasets/gullhaven-surge-2019', 'ns/datum');
INSERT INTO reference VALUES ('datasets/gullhaven-surge-2019', 'ns/datum/chart-datum');
INSERT INTO reference VALUES ('datasets/gullhaven-surge-2019', 'ns/status');
INSERT INTO reference VALUES ('datasets/gullhaven-surge-2019', 'ns/status/online');
INSERT INTO reference VALUES ('datasets/outer-reef-pressure', 'agents');
INSERT INTO reference VALUES ('datasets/outer-reef-pressure', 'agents/gullhaven-harbour-board');
INSERT INTO reference VALUES ('datasets/outer-reef-pressure', 'ns');
INSERT INTO reference VALUES ('datasets/outer-reef-pressure', 'ns/access');
INSERT INTO reference VALUES ('datasets/outer-reef-pressure', 'ns/access/request');
INSERT INTO reference VALUES ('datasets/outer-reef-pressure', 'ns/datum');
INSERT INTO reference VALUES ('datasets/outer-reef-pressure', 'ns/datum/local-benchmark');
INSERT INTO reference VALUES ('datasets/outer-reef-pressure', 'ns/instrument');
INSERT INTO reference VALUES ('datasets/outer-reef-pressure', 'ns/instrument/pressure');
INSERT INTO reference VALUES ('datasets/outer-reef-pressure', 'ns/status');
INSERT INTO reference VALUES ('datasets/outer-reef-pressure', 'ns/status/offline');
INSERT INTO reference VALUES ('datasets/outer-reef-pressure', 'ns/tides');
INSERT INTO reference VALUES ('datasets/outer-reef-pressure', 'ns/tides#Station');
INSERT INTO reference VALUES ('datasets/skerry-float', 'agents');
INSERT INTO reference VALUES ('datasets/skerry-float', 'agents/asa-mueller');
INSERT INTO reference VALUES ('datasets/skerry-float', 'agents/gullhaven-harbour-board');
INSERT INTO reference VALUES ('datasets/skerry-float', 'externals');
INSERT INTO reference VALUES ('datasets/skerry-float', 'externals/harbour-log-1901');
INSERT INTO reference VALUES ('datasets/skerry-float', 'ns');
INSERT INTO reference VALUES ('datasets/skerry-float', 'ns/access');
INSERT INTO reference VALUES ('datasets/skerry-float', 'ns/access/open');
INSERT INTO reference VALUES ('datasets/skerry-float', 'ns/datum');
INSERT INTO reference VALUES ('datasets/skerry-float', 'ns/datum/local-benchmark');
INSERT INTO reference VALUES ('datasets/skerry-float', 'ns/instrument');
INSERT INTO reference VALUES ('datasets/skerry-float', 'ns/instrument/float');
INSERT INTO reference VALUES ('datasets/skerry-float', 'ns/status');
INSERT INTO reference VALUES ('datasets/skerry-float', 'ns/status/archived');
INSERT INTO reference VALUES ('datasets/skerry-float', 'ns/tides');
INSERT INTO reference VALUES ('datasets/skerry-float', 'ns/tides#Station');
INSERT INTO reference VALUES ('sources/inventory', 'datasets');
INSERT INTO reference VALUES ('sources/inventory', 'datasets/gullhaven-hourly');
INSERT INTO reference VALUES ('sources/inventory', 'datasets/skerry-float');
INSERT INTO token VALUES ('a curator', 'curator', '65595d583c449f8d2c94bcac3369b37337d9ca01c6c135c90410ba9222e9f5a0', '2026-11-26T01:35:44Z', NULL, NULL, NULL);

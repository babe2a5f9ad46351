"""What is asked of the API, word for word.

The server gives a newer type only to a query whose text names it (`DropDownListChamp`, `YesNoChamp`, `DatetimeChamp`,
`AddressChamp`, `CommuneChamp`, `PersonneMoraleIncomplete`…): without them a choice comes as a text, a yes-no as a tick.
`value` has another type in each: hence an alias for each.
"""

ANSWERS = """
fragment Answer on Champ {
  __typename id champDescriptorId label stringValue
  ... on TextChamp { text: value }
  ... on DropDownListChamp { choice: value }
  ... on MultipleDropDownListChamp { choices: values }
  ... on LinkedDropDownListChamp { primaryValue secondaryValue }
  ... on YesNoChamp { yes: value }
  ... on CheckboxChamp { ticked: value }
  ... on IntegerNumberChamp { whole: value }
  ... on DecimalNumberChamp { decimal: value }
  ... on DateChamp { date }
  ... on DatetimeChamp { datetime }
  ... on CiviliteChamp { civility: value }
  ... on CommuneChamp { commune { code name postalCode } }
  ... on DepartementChamp { departement { code name } }
  ... on RegionChamp { region { code name } }
  ... on PaysChamp { pays { code name } }
  ... on EpciChamp { epci { code name } }
  ... on AddressChamp { address { label cityName cityCode postalCode } }
  ... on SiretChamp { etablissement { siret entreprise { siren raisonSociale } } }
  ... on RNAChamp { rna { id title } }
  ... on RNFChamp { rnf { id title } }
  ... on PieceJustificativeChamp {
    files { filename contentType byteSizeBigInt checksum url virusScanResult }
  }
  ... on TitreIdentiteChamp { filled }
  ... on DossierLinkChamp { dossier { number } }
}
fragment Answers on Champ {
  ...Answer
  ... on RepetitionChamp { rows { id champs { ...Answer } } }
}
fragment Whole on Dossier {
  id number state archived dateDepot dateDerniereModification dateTraitement motivation
  deposeParUnTiers prenomMandataire nomMandataire
  usager { email }
  demandeur {
    __typename
    ... on PersonnePhysique { civilite nom prenom email }
    ... on PersonneMorale {
      siret siegeSocial libelleNaf
      association { rna titre objet }
      entreprise { siren raisonSociale formeJuridique formeJuridiqueCode etatAdministratif }
      address { label cityName postalCode }
    }
    ... on PersonneMoraleIncomplete { siret }
  }
  labels { name }
  champs { ...Answers }
  annotations { ...Answers }
}
"""

DOSSIERS = (
    """
query dossiers($number: Int!, $first: Int!, $after: String, $since: ISO8601DateTime) {
  demarche(number: $number) {
    number
    dossiers(first: $first, after: $after, updatedSince: $since) {
      pageInfo { hasNextPage endCursor }
      nodes { ...Whole }
    }
  }
}
"""
    + ANSWERS
)

DOSSIER = "query dossier($number: Int!) { dossier(number: $number) { ...Whole } }" + ANSWERS

QUESTIONS = """
query questions($number: Int!) {
  demarche(number: $number) {
    number title state
    activeRevision { champDescriptors { __typename id label } }
  }
}
"""

_GONE = """
query gone($number: Int!, $first: Int!, $after: String, $since: ISO8601DateTime) {
  demarche(number: $number) {
    number
    gone: %s(first: $first, after: $after, deletedSince: $since) {
      pageInfo { hasNextPage endCursor }
      nodes { number reason state dateSupression }
    }
  }
}
"""
DELETED = _GONE % "deletedDossiers"
PENDING = _GONE % "pendingDeletedDossiers"

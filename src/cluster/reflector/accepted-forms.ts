/** The form in which objects are asked for: the Accept headers of a list and of a watch. */
export interface AcceptedForms {
  readonly list: string;
  readonly watch: string;
}

const wholeObjects: AcceptedForms = { list: "application/json", watch: "application/json" };

const metadata: AcceptedForms = {
  list: acceptMetadata("PartialObjectMetadataList"),
  watch: acceptMetadata("PartialObjectMetadata"),
};

export function acceptedForms(metadataOnly: boolean): AcceptedForms {
  return metadataOnly ? metadata : wholeObjects;
}

/** A server behind the API server that does not know this form sends whole objects instead. */
function acceptMetadata(kind: string): string {
  return `application/json;as=${kind};g=meta.k8s.io;v=v1,application/json`;
}

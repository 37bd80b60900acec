/** A path nobody serves: the API server answers it in plain text, without a `Status`. */
export class PageNotFound extends Error {
  override readonly name = "PageNotFound";

  constructor() {
    super("404 page not found");
  }
}

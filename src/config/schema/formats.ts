import { longestDurationMs, parseDuration } from "../values/duration.ts";
import { checkFieldSelector } from "../selectors/field-selector.ts";
import { parseLabelSelector } from "../selectors/label-selector.ts";
import { parseListenAddress } from "../values/listen-address.ts";
import { isNamespacePattern } from "../selectors/namespace-patterns.ts";
import { parseRate } from "../values/rate.ts";
import { httpUrlMistake, isHostHeader, proxyUrlMistake, webhookSecretMistake } from "../values/outgoing-urls.ts";
import { selectorMistake } from "../selectors/selector-syntax-error.ts";
import { parseSize } from "../values/size.ts";

/** A kind of string that a schema can ask for by `format`. */
export interface StringFormat {
  /** Completes "Expected `key` to be …". */
  readonly expected: string;
  /** What is wrong with a text: "" if `expected` says it all, undefined if nothing is. */
  readonly mistake: (text: string) => string | undefined;
  /** Orders two right texts, for `formatMinimum` and `formatMaximum`. */
  readonly compare?: (left: string, right: string) => number;
}

/** The formats of our own, by name; plugins' settings may use them too. */
export const stringFormats = {
  "api-version": matching('an API version such as "apps/v1"', /^(?:[a-z0-9]([a-z0-9.-]*[a-z0-9])?\/)?v[0-9][a-z0-9]*$/),
  "header-name": {
    expected: "the name of a header that is not of the contract",
    mistake(text) {
      if (!/^[\w!#$%&'*+.^`|~-]+$/.test(text)) return "";
      return isHostHeader(text) ? "the host sets it itself" : undefined;
    },
  },
  "header-value": matching("a header's value, in one line", /^[\t\u0020-\u007E\u0080-\u00FF]*$/),
  "http-url": {
    expected: 'a URL such as "https://example.com/hook"',
    mistake: httpUrlMistake,
  },
  origin: {
    expected: 'an origin such as "https://example.com"',
    mistake(text) {
      const origin = URL.parse(text)?.origin;
      if (origin === text) return httpUrlMistake(text);
      return httpUrlMistake(text) === undefined ? `its origin is "${origin}"` : "";
    },
  },
  pem: matching('PEM text, such as what { file = "ca.pem" } reads', /^\s*-----BEGIN [\dA-Z ]+-----\s/),
  duration: {
    expected: 'a duration such as "5s"',
    mistake(text) {
      const ms = parseDuration(text);
      if (ms === undefined) return "";
      return ms > longestDurationMs ? 'the longest is "576h"' : undefined;
    },
    compare: (left, right) => (parseDuration(left) ?? Number.NaN) - (parseDuration(right) ?? Number.NaN),
  },
  "field-selector": {
    expected: 'a field selector such as "metadata.name=web"',
    mistake: (text) => selectorMistake(checkFieldSelector, text),
  },
  kind: matching('a kind such as "deployment" or "widgets.example.com"', /^[A-Za-z][A-Za-z0-9-]*(?:\.[A-Za-z0-9-]+)*$/),
  "label-selector": {
    expected: 'a label selector such as "tier=web,app in (a,b)"',
    mistake: (text) => selectorMistake(parseLabelSelector, text),
  },
  "listen-address": {
    expected: 'an address such as "127.0.0.1:8080"',
    mistake: (text) => (parseListenAddress(text) === undefined ? "" : undefined),
  },
  "namespace-pattern": {
    expected: 'a namespace\'s name or a glob such as "shop-*" or "!shop-test"',
    mistake: (text) => (isNamespacePattern(text) ? undefined : ""),
  },
  "plugin-name": matching('a name of letters, digits and "-" that begins with a letter', /^[a-zA-Z][a-zA-Z0-9-]*$/),
  "proxy-url": {
    expected: 'a URL such as "http://proxy.example:3128"',
    mistake: proxyUrlMistake,
  },
  rate: {
    expected: 'a rate such as "1/s" or "30/m"',
    mistake: (text) => (parseRate(text) === undefined ? "" : undefined),
  },
  size: {
    expected: 'a size such as "64Mi"',
    mistake: (text) => (parseSize(text) === undefined ? "" : undefined),
    compare: (left, right) => (parseSize(left) ?? Number.NaN) - (parseSize(right) ?? Number.NaN),
  },
  variable: {
    expected: "the name of an environment variable",
    mistake(text) {
      if (!/^[A-Za-z_]\w*$/.test(text)) return "";
      return text.startsWith("KWATCHMAN_") ? "the host sets these itself" : undefined;
    },
  },
  "webhook-secret": {
    expected: 'a secret such as "whsec_…"',
    mistake: webhookSecretMistake,
  },
} as const satisfies Record<string, StringFormat>;

/** One of our own formats; undefined for any other name. */
export function stringFormat(name: unknown): StringFormat | undefined {
  return Object.entries(stringFormats).find(([known]) => known === name)?.[1];
}

function matching(expected: string, pattern: RegExp): StringFormat {
  return { expected, mistake: (text) => (pattern.test(text) ? undefined : "") };
}

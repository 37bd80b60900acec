import packageJson from "../package.json" with { type: "json" };
import { programs } from "./layout.ts";

/**
 * The package.json that is published: it names what was built where the checkout's names sources, and asks for nothing
 * that is in the bundles.
 */
export function publishedPackageJson(): object {
  const { name, version, description, keywords, license, type, bin, exports, files, engines } = packageJson;
  return {
    name,
    version,
    description,
    keywords,
    license,
    type,
    bin: mapValues(bin, (file) => builtOf(file)),
    exports: mapValues(exports, (file) => {
      const built = builtOf(file);
      return built === file ? file : { types: built.replace(/\.js$/, ".d.ts"), default: built };
    }),
    files,
    engines,
    optionalDependencies: packageJson.optionalDependencies,
  };
}

function builtOf(file: string): string {
  const program = programs.find(({ source }) => `./${source}` === file);
  return program === undefined ? file : `./dist/${program.output}`;
}

function mapValues<Value>(record: Readonly<Record<string, string>>, change: (value: string) => Value) {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

/** A request header of an origin's rules, as reports name it. A value that stands in a secret is not known to them. */
export function originHeaderText(header: OriginHeaderText): string {
  return 'secret' in header ? `${header.name} from ${header.secret}` : `${header.name}: ${header.value}`;
}

type OriginHeaderText =
  | { readonly name: string; readonly value: string }
  | { readonly name: string; readonly secret: string };

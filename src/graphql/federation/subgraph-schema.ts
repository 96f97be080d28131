// What a gateway of a supergraph asks of its subgraphs, added to the schema: entities by their keys, and the schema's own text.
// The rest of the schema stays as it is, object by object, and so do its scopes, checks and weights.
import { entitiesResolver } from '@apollo/subgraph';
import {
  type GraphQLFieldConfig,
  type GraphQLFieldResolver,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLScalarType,
  GraphQLSchema,
  GraphQLString,
  GraphQLUnionType,
  isObjectType,
} from 'graphql';
import type { GraphqlContext } from '../edge/context.ts';
import { checkReferences, type Reference, resolveReference } from './references.ts';
import { ENTITIES, printSubgraph } from './subgraph-sdl.ts';

type Fields = Record<string, GraphQLFieldConfig<unknown, GraphqlContext, Asked>>;

/** Who may ask for the text of the schema: any key where introspection is on, an operator anywhere. */
export type SdlReaders = 'ANY_KEY' | 'OPERATOR';

export function asSubgraph(schema: GraphQLSchema, readers: SdlReaders): GraphQLSchema {
  const query = schema.getQueryType();
  if (query === null || query === undefined) throw new Error('a schema without queries is no subgraph');
  const config = query.toConfig();
  const types = schema.toConfig().types.filter((type) => type !== query);
  const added: Fields = { _entities: entitiesField(schema), _service: serviceField(schema, readers) };
  return new GraphQLSchema({
    ...schema.toConfig(),
    query: new GraphQLObjectType({ ...config, fields: { ...config.fields, ...added } }),
    types,
  });
}

interface Asked {
  readonly representations: Reference[];
}

/** Open by itself: which types a key may find is checked with the representations, what it may read of them with the fields. */
function entitiesField(schema: GraphQLSchema) {
  const types = ENTITIES.map((name) => {
    const type = schema.getType(name);
    if (!isObjectType(type)) throw new Error(`the schema has no ${name}`);
    type.extensions = { ...type.extensions, apollo: { subgraph: { resolveReference } } };
    return type;
  });
  const entity = new GraphQLUnionType({
    name: '_Entity',
    description: 'What other subgraphs may refer to.',
    types,
    resolveType: ({ __typename }: Reference) => __typename,
  });
  const any = new GraphQLScalarType({ name: '_Any', description: 'A reference to an entity: its type and its key.' });
  const representations = { type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(any))) };
  return {
    description: 'For the gateway of a supergraph: entities by their references; null for what the account has not.',
    type: new GraphQLNonNull(new GraphQLList(entity)),
    args: { representations },
    extensions: { scopes: [], checks: [checkReferences] },
    resolve: (...[, asked, context, info]: Parameters<GraphQLFieldResolver<unknown, GraphqlContext, Asked>>): unknown =>
      entitiesResolver({ representations: asked.representations, context, info }),
  };
}

function serviceField(schema: GraphQLSchema, readers: SdlReaders) {
  const scopes = readers === 'ANY_KEY' ? [] : ['OPERATOR'];
  let sdl: string | undefined;
  const service = new GraphQLObjectType({
    name: '_Service',
    description: 'This subgraph.',
    extensions: { scopes },
    fields: {
      sdl: {
        type: GraphQLString,
        description: 'Its schema, as schema/subgraph.graphql has it.',
        resolve: () => {
          sdl ??= printSubgraph(schema);
          return sdl;
        },
      },
    },
  });
  return {
    description: 'For the composition of a supergraph: the text of this schema.',
    type: new GraphQLNonNull(service),
    extensions: { scopes },
    resolve: () => ({}),
  };
}

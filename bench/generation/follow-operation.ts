/** What a follower asks. */
export const FOLLOW =
  'subscription ($id: ID!) { generationUpdated(id: $id) { sequence terminal generation { id status cost } } }';

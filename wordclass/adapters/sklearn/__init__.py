"""Word classes in scikit-learn: a vectorizer, a clusterer of counts, an embedding of words."""

from wordclass.adapters.sklearn.clusterer import BigramWordClasses
from wordclass.adapters.sklearn.embedding import WordClassEmbedding
from wordclass.adapters.sklearn.vectorizer import WordClassVectorizer

__all__ = ["BigramWordClasses", "WordClassEmbedding", "WordClassVectorizer"]
